# Python's random, json, heapq, bisect, string and statistics.
import random, json, heapq, bisect, string, statistics
random.seed(7)
print(random.random(), random.randint(1, 10), random.choice("abc"), random.uniform(0, 1), random.gauss(0, 1), random.sample(range(100), 5), random.choices([1, 2, 3], k=4), random.choices("ab", weights=[1, 9], k=5))
l = list(range(10)); random.shuffle(l); print(l, random.getrandbits(40), random.randrange(0, 100, 7), random.sample([1, 2, 3], 2), random.normalvariate(), random.expovariate(2.0), random.triangular())
random.seed(2**62 + 5); print(random.random())
r = random.Random(3); print(r.random(), r.randint(0, 5), [r.gauss(1, 2) for _ in range(3)])
try: random.sample([1], 2)
except ValueError as e: print(e)
d = {"a": 1, "b": [1.5, None, True], "c": {"x": "é\n\"q\""}, "n": float("nan"), 3: ()}
print(json.dumps(d), json.dumps(d, indent=2), json.dumps({"b": 1, "a": 2}, sort_keys=True), json.dumps([1, [2, {}]], separators=(",", ":")), json.dumps("é", ensure_ascii=False))
print(json.loads('{"a": [1, 2.5, -3e2, "x\\u00e9\\n", true, null], "b": {}}'), json.loads(" [] "))
for t in ['{"a": }', '[1 2]', '{a: 1}', '"abc', '[1] x']:
    try: json.loads(t)
    except json.JSONDecodeError as e: print(e)
try: json.dumps({1, 2})
except TypeError as e: print(e)
h = []
for x in [5, 1, 8, 3, 9, 2]: heapq.heappush(h, (x, str(x)))
print(h, heapq.heappop(h), h, heapq.nlargest(2, [1, 5, 3]), heapq.nsmallest(2, [4, 1, 3]))
q = [9, 4, 7, 1, 3]; heapq.heapify(q); print(q, heapq.heappushpop(q, 2), heapq.heapreplace(q, 10), q)
a = [1, 3, 3, 5]; print(bisect.bisect(a, 3), bisect.bisect_left(a, 3), bisect.bisect_right(a, 6)); bisect.insort(a, 4); print(a)
print(string.ascii_lowercase, string.digits, string.punctuation, string.capwords("hello world"))
print(statistics.mean([1, 2, 3, 4]), statistics.mean([1, 2, 3]), statistics.median([3, 1, 2]), statistics.stdev([1, 2, 3, 4]), statistics.pvariance([1, 2, 3, 4]), statistics.mode([1, 2, 2]))
