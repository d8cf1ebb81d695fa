# Python's random: mt19937 seeded and used as CPython does. Where no seed is given, it is 0.
import math
from torch import Generator

# Given by the host: is_unknown(value); seed_by_array(generator, words); words(generator, count), 32 bits each.


class Random:
    def __init__(self, x=None):
        self._from = Generator()
        self.seed(x)

    def seed(self, a=None, version=2):
        self.gauss_next = None
        a = abs(a) if isinstance(a, int) else 0
        parts = [a & 0xFFFFFFFF]
        while a >> 32:
            a = a >> 32
            parts.append(a & 0xFFFFFFFF)
        seed_by_array(self._from, parts)

    def getstate(self):
        return self

    def setstate(self, state):
        pass

    def random(self):
        a, b = words(self._from, 2)
        return ((a >> 5) * 67108864.0 + (b >> 6)) / 9007199254740992.0

    def getrandbits(self, k):
        value, shift = 0, 0
        while k > 0:
            word = words(self._from, 1)[0]
            value += (word >> (32 - k) if k < 32 else word) << shift
            k, shift = k - 32, shift + 32
        return value

    def _below(self, n):
        if is_unknown(n):
            return n
        bits, most = 0, n
        while most:
            most, bits = most >> 1, bits + 1
        r = self.getrandbits(bits)
        while r >= n:
            r = self.getrandbits(bits)
        return r

    def randrange(self, start, stop=None, step=1):
        if stop is None:
            start, stop = 0, start
        width = stop - start
        count = width if step == 1 else (width + step - (1 if step > 0 else -1)) // step
        if count <= 0 and not is_unknown(count):
            raise ValueError(f"empty range in randrange({start}, {stop})")
        return start + step * self._below(count)

    def randint(self, a, b):
        return self.randrange(a, b + 1)

    def choice(self, seq):
        if is_unknown(seq):
            return seq
        if not len(seq):
            raise IndexError("Cannot choose from an empty sequence")
        return seq[self._below(len(seq))]

    def shuffle(self, x):
        if is_unknown(x):
            return
        for i in range(len(x) - 1, 0, -1):
            j = self._below(i + 1)
            x[i], x[j] = x[j], x[i]

    def sample(self, population, k, *, counts=None):
        if is_unknown(population) or is_unknown(k):
            return population
        if isinstance(population, (set, frozenset, dict)):
            raise TypeError("Population must be a sequence.  For dicts or sets, use sorted(d).")
        n = len(population)
        if not 0 <= k <= n:
            raise ValueError("Sample larger than population or is negative")
        few = 21 + (4 ** math.ceil(math.log(k * 3, 4)) if k > 5 else 0)
        if n <= few:
            pool, result = list(population), []
            for i in range(k):
                j = self._below(n - i)
                result.append(pool[j])
                pool[j] = pool[n - i - 1]
            return result
        taken, result = set(), []
        for _ in range(k):
            j = self._below(n)
            while j in taken:
                j = self._below(n)
            taken.add(j)
            result.append(population[j])
        return result

    def choices(self, population, weights=None, *, cum_weights=None, k=1):
        n, sums = len(population), cum_weights
        if sums is None and weights is not None:
            sums, total = [], 0
            for w in weights:
                total += w
                sums.append(total)
        if sums is None:
            return [population[math.floor(self.random() * n)] for _ in range(k)]
        if len(sums) != n:
            raise ValueError("The number of weights does not match the population")
        chosen = []
        for _ in range(k):
            at, place = self.random() * (sums[-1] + 0.0), 0
            while place < n - 1 and sums[place] <= at:
                place += 1
            chosen.append(population[place])
        return chosen

    def uniform(self, a, b):
        return a + (b - a) * self.random()

    def triangular(self, low=0.0, high=1.0, mode=None):
        u, c = self.random(), 0.5 if mode is None else (mode - low) / (high - low)
        if u > c:
            u, c, low, high = 1.0 - u, 1.0 - c, high, low
        return low + (high - low) * math.sqrt(u * c)

    def gauss(self, mu=0.0, sigma=1.0):
        z, self.gauss_next = self.gauss_next, None
        if z is None:
            turn = self.random() * 2.0 * math.pi
            far = math.sqrt(-2.0 * math.log(1.0 - self.random()))
            z, self.gauss_next = math.cos(turn) * far, math.sin(turn) * far
        return mu + z * sigma

    def normalvariate(self, mu=0.0, sigma=1.0):
        while True:
            u = self.random()
            v = 1.0 - self.random()
            z = 4 * math.exp(-0.5) / math.sqrt(2.0) * (u - 0.5) / v
            if z * z / 4.0 <= -math.log(v):
                return mu + z * sigma

    def expovariate(self, lambd=1.0):
        return -math.log(1.0 - self.random()) / lambd


_usual = Random()
seed, random, getrandbits, randrange, randint = (
    _usual.seed, _usual.random, _usual.getrandbits, _usual.randrange, _usual.randint
)
choice, shuffle, sample, choices, uniform = (
    _usual.choice, _usual.shuffle, _usual.sample, _usual.choices, _usual.uniform
)
gauss, normalvariate, expovariate, triangular = (
    _usual.gauss, _usual.normalvariate, _usual.expovariate, _usual.triangular
)
getstate, setstate = _usual.getstate, _usual.setstate
