// The rules of rules.lua in two engines of npm. Arguments: the folder with node_modules, a JSON
// file of facts. Prints {engine: {per_second, earned, awarded_minor, tiers}}: the sums are compared
// with ours, so that all three have decided the same.
const fs = require('fs');
const path = require('path');
const { createRequire } = require('module');

const [, , folder, factsFile] = process.argv;
const load = createRequire(path.resolve(folder, 'package.json'));
const facts = JSON.parse(fs.readFileSync(factsFile, 'utf8'));
const multiplier = { bronze: 10, silver: 12, gold: 13 };

function jsonRulesEngine() {
  const { Engine } = load('json-rules-engine');
  const engine = new Engine();
  engine.addFact('earned', async (_, almanac) => {
    const amount = await almanac.factValue('amount');
    const tier = await almanac.factValue('tier');
    return Math.floor((Math.floor((amount * 2) / 10000) * multiplier[tier]) / 10);
  });
  engine.addFact('total', async (_, almanac) =>
    (await almanac.factValue('points')) + (await almanac.factValue('earned')));
  const at = (fact, operator, value) => ({ fact, operator, value });
  const from = (value) => at('total', 'greaterThanInclusive', value);
  const rule = (type, params, ...all) =>
    engine.addRule({ conditions: { all }, event: { type, params } });
  rule('tier', { tier: 'gold' }, at('tier', 'notEqual', 'gold'), from(5000));
  rule('tier', { tier: 'silver' }, at('tier', 'equal', 'bronze'), from(500),
    at('total', 'lessThan', 5000));
  for (const [points, minor] of [[500, 200000], [1000, 500000]])
    rule('award', { minor }, at('points', 'lessThan', points), from(points));
  return async (fact) => {
    const { almanac, events } = await engine.run(fact);
    return {
      earned: await almanac.factValue('earned'),
      awarded: events.reduce((sum, one) => sum + (one.params.minor || 0), 0),
      moved: events.some((one) => one.type === 'tier'),
    };
  };
}

const node = (id, type, content) => ({ id, name: id, type, position: { x: 0, y: 0 }, content });
const zenModel = () => ({
  contentType: 'application/vnd.gorules.decision',
  nodes: [
    node('in', 'inputNode', { schema: '' }),
    node('earn', 'expressionNode', {
      passThrough: true,
      expressions: [
        { id: 'e1', key: 'base', value: 'floor(amount * 2 / 10000)' },
        { id: 'e2', key: 'multiplier', value: "tier == 'gold' ? 13 : tier == 'silver' ? 12 : 10" },
        { id: 'e3', key: 'earned', value: 'floor($.base * $.multiplier / 10)' },
        { id: 'e4', key: 'total', value: 'points + $.earned' },
      ],
    }),
    node('tier', 'decisionTableNode', {
      hitPolicy: 'first',
      passThrough: true,
      inputs: [
        { id: 't', name: 'tier', field: 'tier' },
        { id: 'i', name: 'total', field: 'total' },
      ],
      outputs: [{ id: 'o', name: 'new tier', field: 'new_tier' }],
      rules: [
        { _id: 'a', t: "'bronze', 'silver'", i: '>= 5000', o: "'gold'" },
        { _id: 'b', t: "'bronze'", i: '>= 500', o: "'silver'" },
      ],
    }),
    node('milestones', 'decisionTableNode', {
      hitPolicy: 'collect',
      passThrough: true,
      outputPath: 'awards',
      inputs: [
        { id: 'i', name: 'points', field: 'points' },
        { id: 'j', name: 'total', field: 'total' },
      ],
      outputs: [{ id: 'o', name: 'minor', field: 'minor' }],
      rules: [
        { _id: 'a', i: '< 500', j: '>= 500', o: '200000' },
        { _id: 'b', i: '< 1000', j: '>= 1000', o: '500000' },
      ],
    }),
    node('out', 'outputNode', { schema: '' }),
  ],
  edges: [['in', 'earn'], ['earn', 'tier'], ['tier', 'milestones'], ['milestones', 'out']].map(
    ([sourceId, targetId], id) => ({ id: `edge ${id}`, type: 'edge', sourceId, targetId })),
});

function zenEngine() {
  const { ZenEngine } = load('@gorules/zen-engine');
  const decision = new ZenEngine().createDecision(zenModel());
  return async (fact) => {
    const { result } = await decision.evaluate(fact);
    return {
      earned: result.earned,
      awarded: (result.awards || []).reduce((sum, one) => sum + one.minor, 0),
      moved: result.new_tier !== undefined && result.new_tier !== null,
    };
  };
}

/// All facts, so many at once.
async function run(decide, atOnce) {
  const sums = { earned: 0, awarded_minor: 0, tiers: 0 };
  const started = process.hrtime.bigint();
  for (let i = 0; i < facts.length; i += atOnce)
    for (const one of await Promise.all(facts.slice(i, i + atOnce).map(decide))) {
      sums.earned += one.earned;
      sums.awarded_minor += one.awarded;
      sums.tiers += one.moved ? 1 : 0;
    }
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  return { per_second: facts.length / seconds, ...sums };
}

/// The better of one after the other and many at once, after a run that warms up.
async function measure(make) {
  const decide = make();
  await run(decide, 64);
  const runs = [await run(decide, 1), await run(decide, 64)];
  return runs.reduce((best, one) => (one.per_second > best.per_second ? one : best));
}

(async () => {
  const found = {};
  const engines = { 'json-rules-engine': jsonRulesEngine, '@gorules/zen-engine': zenEngine };
  for (const [name, make] of Object.entries(engines)) {
    try {
      found[name] = await measure(make);
    } catch (error) {
      found[name] = { error: String(error.message || error).split('\n')[0] };
    }
  }
  console.log(JSON.stringify(found));
})();
