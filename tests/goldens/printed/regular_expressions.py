# Regular expressions: what is found, split, replaced, and matches.
import re
text = "The quick brown fox, it's 42 years old; e-mail: a.b@c.com (ok?)\nSecond  line. 3.14 and -7"
for p in [r"\w+", r"[a-z]+", r"\d+\.?\d*", r"[^\w\s]", r"(\w+)@(\w+)\.com", r"\b\w{3}\b", r"^\w+", r"(?P<a>\d)(?P<b>\d)", r"\s+", r"[A-Z][a-z]*|\d+", r"fo.", r"(a|b)*", r"'s", r"x*", r"(\w)\w*\1", r"(?=\d)\d", r"\w+(?!\w)", r"[\w']+|[.,!?;]", r".*?o", r"\(.*?\)", r"(?:an|a)d?"]:
    print(p, re.findall(p, text), re.split(p, text)[:4], re.sub(p, "<\\g<0>>", text, count=3))
print(re.findall(r"^\w+", text, re.M), re.findall(r"THE|second", text, re.I), re.sub(r"[^a-z ]", "", text.lower()), re.sub(r"(\w+) (\w+)", r"\2 \1", "hello world foo"))
m = re.match(r"(\d+)-(\d+)", "12-345 x"); print(m.group(), m.group(1), m.groups(), m.span(2), m[2], m.start(), m.end(), m)
m = re.search(r"(?P<year>\d{4})-(?P<month>\d\d)", "on 2024-05-06"); print(m.groupdict(), m["year"], m.group("month"))
print(re.match("a", "b"), re.fullmatch(r"\d+", "123"), re.fullmatch(r"\d+", "123a"), bool(re.search("o", "foo")))
print(re.sub(r"\d", lambda m: str(int(m.group()) * 2), "a1b2"), re.subn("a", "b", "aaa"), re.escape("a.b*c"), [m.span() for m in re.finditer("a+", "aa b aaa")])
p = re.compile(r"([.,!?])"); print(p.sub(r" \1 ", "Hi, you!"), p.split("a,b.c"), p.pattern, p)
print(re.sub(r"([a-z])([A-Z])", r"\1_\2", "camelCaseName").lower(), re.split(r"\W+", "a, b; c"), re.findall(r"(?i)AB", "abAB"), re.sub("x*", "-", "abxd"), re.split(",", "a,b,c", maxsplit=1), re.findall(r"a{2,3}", "aaaaa"), re.findall(r"<.+?>", "<a><b>"))
for bad in ["(", "*a", "[a", "a)"]:
    try: re.compile(bad)
    except re.error as e: print(type(e).__name__)
