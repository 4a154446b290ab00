-- Below the gate no discount, from the gate on that of the table for everybody.

local gates = {
  { below = "silver",   from = "gold",     rule = "gold",     off = NGN(1000), partners = {
      "bliss_wellness", "urban_fitness", "genesis_cinema", "palms_shopping_mall", "ikeja_city_mall", "spar", "shoprite",
      "genesis_fashion", "four_points", "radisson_blu" } },
  { below = "gold",     from = "platinum", rule = "platinum", off = NGN(2000), partners = {
      "earth_spa", "raw_cup_wellness", "tribeca_spa", "ozone_cinema", "city_mall", "the_palms", "genesis_luxury",
      "intercontinental", "eko_hotel", "the_george" } },
  { below = "platinum", from = "diamond",  rule = "diamond",  off = NGN(3000), partners = {
      "sanctuary_spa", "genesis_private_cinema" } },
}
for _, gate in ipairs(gates) do
  for _, partner in ipairs(gate.partners) do
    test {
      name   = partner .. " is closed to " .. gate.below,
      facts  = { occasion = "purchase", tier = gate.below, category = "retail", partner = partner,
                 amount_minor = NGN(10000).minor },
      expect = { { effect = "earn", rule = "purchases" } },
    }
    test {
      name   = partner .. " is open to " .. gate.from,
      facts  = { occasion = "purchase", tier = gate.from, category = "retail", partner = partner,
                 amount_minor = NGN(10000).minor },
      expect = {
        { effect = "discount", rule = gate.rule, amount = gate.off },
        { effect = "earn",     rule = "purchases" },
      },
    }
  end
end
