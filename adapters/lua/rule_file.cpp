#include "adapters/lua/rule_file.h"

#include "adapters/lua/guarded.h"
#include "adapters/lua/rule_recorder.h"
#include "adapters/lua/rule_words.h"
#include "adapters/lua/values.h"
#include "adapters/lua/vm.h"
#include "adapters/lua/vm_pool.h"

namespace patchbay::adapters::lua {
namespace {

class FencedRuleFile final : public RuleFile {
 public:
  FencedRuleFile(Source source, const std::vector<std::string>& words, const Limits& limits)
      : name_(source.name),
        words_(words),
        pool_(std::move(source), limits, [this](lua_State* state) {
          add_rule_words(state, words_);
          add_declarations(state, words_);
        }) {}

  Result<void> load(const std::vector<std::string>& function_fields) {
    LoadRecorder recorder(name_, function_fields);
    const auto done = run_once(recorder, name_, [](Run& run) -> Result<void> {
      const auto state = run.run_chunk();
      return state ? Result<void>() : state.error();
    });
    if (!done) return invalid(done.error().message);
    declarations_ = std::move(recorder.declarations());
    has_functions_ = recorder.has_functions();
    return {};
  }

  const std::vector<Declaration>& declarations() const override { return declarations_; }
  bool has_functions() const override { return has_functions_; }

  Result<boost::json::value> call(std::size_t declaration, const std::string& field,
                                  const boost::json::value& argument) const override {
    const auto* function = find_function(declaration, field);
    if (!function)
      return not_found(name_ + ": declaration " + std::to_string(declaration) +
                       " has no function \"" + field + "\"");
    FindRecorder recorder(declaration, field);
    boost::json::value answer;
    const auto done = run_once(recorder, std::string(*function), [&](Run& run) -> Result<void> {
      if (const auto state = run.run_chunk(); !state) return state.error();
      lua_State* thread = run.thread();
      lua_settop(thread, 0);
      recorder.push_found(thread);
      if (!lua_isfunction(thread, 1)) return not_found(std::string(*function) + ": no function");
      run.set_entry(field);
      push_json(thread, argument);
      if (const auto state = run.resume(1); !state) return state.error();
      if (run.results() == 0) return {};
      answer = to_json(thread, 1);
      Fence::of(thread).charge_output(thread, written_bytes(answer));
      return {};
    });
    if (!done) return done.error();
    return answer;
  }

 private:
  /// Does `work` in one run of a state, which is thrown away when the run broke it. `where` stands
  /// in errors of values that come in and go out.
  template <class Work>
  Result<void> run_once(Recorder& recorder, const std::string& where, Work work) const {
    auto vm = pool_.take();
    if (!vm) return vm.error();
    Fence& fence = (*vm)->fence();
    fence.context = &recorder;
    Result<void> done;
    try {
      Run run(**vm);
      done = work(run);
    } catch (const std::exception& problem) {
      done = invalid(where + ": " + problem.what());
    }
    if (done)
      pool_.put(std::move(*vm));
    else if (fence.is_out_of_time())
      done = unavailable(done.error().message + "; the machine may be busy, try again");
    return done;
  }

  /// Where the function stands, as it was recorded.
  const boost::json::string* find_function(std::size_t declaration,
                                           const std::string& field) const {
    if (declaration >= declarations_.size()) return nullptr;
    const auto* value = declarations_[declaration].value.as_object().if_contains(field);
    const auto* function =
        value && value->is_object() ? value->get_object().if_contains("function") : nullptr;
    return function ? function->if_string() : nullptr;
  }

  const std::string name_;
  const std::vector<std::string> words_;
  mutable VmPool pool_;
  std::vector<Declaration> declarations_;
  bool has_functions_ = false;
};

}  // namespace

Result<std::shared_ptr<const RuleFile>> load_rule_file(
    const std::string& name, std::string text, const std::vector<std::string>& words,
    const std::vector<std::string>& function_fields, const Limits& limits) {
  auto source = make_source(name, std::move(text));
  if (!source) return source.error();
  const auto file = std::make_shared<FencedRuleFile>(std::move(*source), words, limits);
  if (auto loaded = file->load(function_fields); !loaded) return loaded.error();
  return std::shared_ptr<const RuleFile>(file);
}

}  // namespace patchbay::adapters::lua
