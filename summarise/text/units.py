"""The tables that numbers are read with: scales, units and currencies, each in one normal form.

Names are in lower case. A unit that two names share makes "55 km" and "55 kilometres" one value;
two units that differ make "55 euros" and "55 dollars" two.
"""

from __future__ import annotations

SCALES = {
    "hundred": 1e2, "thousand": 1e3, "million": 1e6, "mn": 1e6, "mln": 1e6, "billion": 1e9,
    "bn": 1e9, "bln": 1e9, "trillion": 1e12, "tn": 1e12, "trn": 1e12, "dozen": 12.0,
    "lakh": 1e5, "crore": 1e7,
}  # fmt: skip
ATTACHED = {"k": 1e3, "m": 1e6, "b": 1e9}
"""Scales that are written right behind the digits: 1.2m."""

_SPELT = {
    "%": "% | percent | per cent | pct | percentage",
    "points": "percentage points | percentage point | percentage-point",
    "bp": "basis points | basis point | bps",
    "m3": "cubic metres | cubic meters | cubic metre | cubic meter | cu m | m³",
    "ft3": "cubic feet | cubic foot",
    "km2": "square kilometres | square kilometers | square kilometre | square kilometer | sq km"
    " | km²",
    "mi2": "square miles | square mile | sq miles",
    "m2": "square metres | square meters | square metre | square meter | sq m | m²",
    "ft2": "square feet | square foot | sq ft",
    "ha": "hectares | hectare",
    "acre": "acres | acre",
    "km": "km | kms | kilometres | kilometers | kilometre | kilometer",
    "mi": "miles | mile",
    "metre": "metres | meters | metre | meter | m",
    "cm": "cm | centimetres | centimeters | centimetre | centimeter",
    "mm": "mm | millimetres | millimeters | millimetre | millimeter",
    "ft": "feet | foot | ft",
    "inch": "inches | inch",
    "kg": "kg | kilograms | kilogram | kilogrammes | kilogramme | kilos | kilo",
    "g": "grams | gram | grammes",
    "lb": "lb | lbs",
    "t": "tonnes | tonne | tons | ton",
    "l": "litres | liters | litre | liter",
    "bbl": "barrels | barrel",
    "bbl/d": "barrels per day | barrels a day | barrels of oil per day | barrels of oil a day"
    " | bpd",
    "kW": "kw | kilowatts | kilowatt",
    "MW": "mw | megawatts | megawatt",
    "GW": "gw | gigawatts | gigawatt",
    "kWh": "kwh | kilowatt-hours | kilowatt hours",
    "MWh": "mwh | megawatt-hours | megawatt hours",
    "GWh": "gwh | gigawatt-hours | gigawatt hours",
    "TWh": "twh | terawatt-hours | terawatt hours",
    "km/h": "km/h | kph | kmh | kilometres per hour | kilometers per hour | kilometres an hour"
    " | kilometers an hour",
    "mph": "mph | miles per hour | miles an hour",
    "°C": "°c | degrees celsius | degree celsius | celsius | degrees centigrade",
    "°F": "°f | degrees fahrenheit | degree fahrenheit | fahrenheit",
    "s": "seconds | second",
    "min": "minutes | minute | mins",
    "h": "hours | hour | hrs",
    "day": "days | day",
    "week": "weeks | week",
    "month": "months | month",
    "year": "years | year | yr | yrs",
    "decade": "decades | decade",
    "people": "people | persons | person",
    "$": "dollars | dollar | us dollars | u.s. dollars | usd",
    "C$": "canadian dollars | cad",
    "A$": "australian dollars | aud",
    "HK$": "hong kong dollars",
    "cent": "cents | cent",
    "€": "euros | euro | eur",
    "£": "pounds | pound | pounds sterling | gbp",
    "¥": "yen",
    "CN¥": "yuan | renminbi | rmb",
    "₹": "rupees | rupee | rs",
    "₽": "rubles | roubles | ruble | rouble",
    "₺": "lira | liras",
    "₴": "hryvnias | hryvnia",
    "₪": "shekels | shekel",
    "R$": "reais",
    "CHF": "swiss francs | swiss franc | francs | franc | chf",
    "crown": "crowns | crown | kronor | kroner | krona | krone",
    "zloty": "zlotys | zloty",
    "forint": "forints | forint",
    "peso": "pesos | peso",
    "rial": "rials | rial",
    "riyal": "riyals | riyal",
    "dirham": "dirhams | dirham",
    "dinar": "dinars | dinar",
    "rand": "rand",
    "naira": "naira",
    "baht": "baht",
}
MEASURES = {name.strip(): unit for unit, names in _SPELT.items() for name in names.split(" | ")}
"""A unit's names, and its normal form."""
PACKED = {"bcm": (1e9, "m3"), "mcm": (1e6, "m3"), "tcf": (1e12, "ft3"), "bcf": (1e9, "ft3")}
"""Units with a scale inside."""
CURRENCIES = {
    "us$": "$", "$": "$", "usd": "$", "€": "€", "eur": "€", "£": "£", "gbp": "£", "¥": "¥",
    "₹": "₹", "rs": "₹", "rs.": "₹", "₽": "₽", "₺": "₺", "₴": "₴", "₪": "₪", "₩": "₩", "c$": "C$",
    "a$": "A$", "hk$": "HK$", "nz$": "NZ$", "s$": "S$", "r$": "R$", "chf": "CHF", "rmb": "CN¥",
}  # fmt: skip
"""What stands before an amount of money, and the normal form of the currency."""
SPANS_OF_TIME = frozenset("s min h day week month year decade".split())
"""Units with which "over" and "within" say how long, not how much."""
