-- Discounts of the way of paying, beside those of the level. A way that is not named here is refused.

benefit { id = "bank_transfer", payment = "bank_transfer", discount = percent(0) }
benefit { id = "mobile_money",  payment = "mobile_money",  discount = percent(2) }
benefit { id = "ussd",          payment = "ussd",          discount = percent(1) }
benefit { id = "card",          payment = "card",          discount = percent(0) }
