// No paste hangs or breaks the page: loops and recursion without end, deep nesting, rubbish, integers beyond int64.
#include "python_kit.h"

using python_kit::run;
using shapewalk::Limits;

namespace {

std::string repeated(std::string_view s, size_t n) {
  std::string out;
  for (size_t i = 0; i < n; i++) out += s;
  return out;
}

Limits small() { return {.steps = 200'000}; }

}  // namespace

TEST_CASE("an endless loop ends, and is named") {
  struct {
    const char *program, *place;
  } cases[] = {
      {"x = 0\nwhile True:\n    x += 1\n", "while True"},
      {"while True:\n    for i in range(3):\n        i\n", "while True"},
      {"import itertools\nfor i in itertools.count():\n    pass\n", "for i in itertools.count()"},
      {"x = [1]\nfor i in x:\n    x.append(i)\n", "for i in x"},
      {"def f():\n    while 1:\n        try:\n            g()\n        except NameError:\n            pass\nf()\n",
       "while 1"}};
  for (auto& c : cases) {
    auto r = run(c.program, small());
    CAPTURE(std::string(c.program));
    CHECK(r.error.starts_with("Limit: stopped after 200,000 steps: this loop does not seem to end"));
    CHECK(r.error_at == c.place);
  }
}

TEST_CASE("a limit cannot be caught") {
  CHECK(run("try:\n    while True: pass\nexcept BaseException:\n    print('caught')\nfinally:\n    print('finally')\n",
            small())
            .printed == "");
}

TEST_CASE("recursion without end can be caught, and work stays bounded") {
  CHECK(run("def f(): f()\ntry:\n    f()\nexcept RecursionError as e:\n    print(e)\n").printed ==
        "maximum recursion depth exceeded\n");
  auto twice = run("def f():\n    try: f()\n    except RecursionError: f()\nf()\n", small());
  CHECK(twice.error.starts_with("Limit: stopped"));
  auto again = run("def f(): f()\nwhile 1:\n    try: f()\n    except RecursionError: pass\n", small());
  CHECK(again.error.starts_with("Limit: stopped"));
}

TEST_CASE("values have a bound too") {
  for (auto program :
       {"x = [0] * 10**10", "x = list(range(10**10))", "s = 'a'\nwhile True: s += s",
        "d = {}\ni = 0\nwhile 1:\n  d[i] = i\n  i += 1", "x = 'ab' * 10**12", "while 1: print('a' * 1000)"}) {
    auto r = run(program);
    CAPTURE(std::string(program));
    CHECK(r.error.starts_with("Limit: stopped"));
    CHECK(r.printed.size() < 2'000'000);
  }
}

TEST_CASE("work within one operation counts, not only operations") {
  for (auto program :
       {"a = [1] * 10**6\nwhile a: a.pop(0)", "a = []\nwhile 1: a.insert(0, 1)",
        "a = [1] * 10**5\nwhile 1: a.reverse()", "a = [1] * 10**5\nwhile 1: a.count(2)",
        "a = [1] * 10**6\nwhile a: del a[0]", "s = 'a' * 10**6\nwhile 1: s.find('b')",
        "s = 'a' * 10**6\nt = 'a' * 10**5 + 'b'\nt in s", "s = 'a' * 10**6\nt = 'a' * 10**6\nwhile 1: s == t",
        "s = 'a' * 10**6\nd = {}\nwhile 1: d.get(s)", "s = ' ' * 10**6\nwhile 1: s.strip()",
        "s = 'a' * 10**6\nwhile 1: len(s)", "a = tuple(range(10**5))\nd = {}\nwhile 1: d.get(a)",
        "d = dict.fromkeys(range(10**5))\nwhile d: d.popitem()", "a = set(range(10**5))\nwhile a: a.pop()",
        "d = {}\nfor i in range(10**5): d[float('nan')] = 1",
        "a = b = ()\nfor i in range(60): a, b = (a, a), (b, b)\na == b",
        "import copy\na = [1]\nwhile 1: a = [a, copy.deepcopy(a)]", "import math\nwhile 1: math.comb(60, 30)"}) {
    auto r = run(program);
    CAPTURE(std::string(program));
    CHECK(r.error.starts_with("Limit: stopped after 5,000,000 steps"));
  }
  for (auto program : {"s = ('b' * 10**5).join(['a'] * 10**5)", "s = ('a' * 10**5).replace('a', 'b' * 10**5)",
                       "s = ('\\t' * 1000).expandtabs(10**9)", "s = 'a' * 10**9"}) {
    auto r = run(program);
    CAPTURE(std::string(program));
    CHECK(r.error == "Limit: stopped: this program makes more than 128 MB of values @1");
  }
  CHECK(run("a = ()\nfor i in range(60): a = (a, a)\nprint(len({a: 1}))").printed == "1\n");
  CHECK(run("class A: pass\nwhile 1:\n  class A(A): pass").error ==
        "Limit: stopped: a class with more than 200 classes above it @2");
  CHECK(run("import math\nprint(math.isqrt(9223372036854775807), math.comb(62, 31))").printed ==
        "3037000499 465428353255261088\n");
  CHECK(run("'a'.ljust(5, 'bc')").error == "TypeError: The fill character must be exactly one character long @1");
}

TEST_CASE("recursion without end is Python's own error") {
  for (auto program :
       {"def f(n): return f(n + 1)\nf(0)", "f = lambda: [f() for _ in range(2)]\nf()",
        "class A:\n  def __getattr__(self, n): return self.z\nA().x",
        "class A:\n  def __repr__(self): return repr(self)\nprint(A())", "def g():\n  yield from g()\nlist(g())",
        "class A:\n  def __init__(self): A()\nA()", "l = []\nfor i in range(9999): l = [l]\nprint(l)",
        "a, b = [], []\nfor i in range(9999): a, b = [a], [b]\na == b",
        "import copy\nl = []\nfor i in range(9999): l = [l]\ncopy.deepcopy(l)"}) {
    auto r = run(program);
    CAPTURE(std::string(program));
    CHECK(r.error.starts_with("RecursionError: maximum recursion depth exceeded"));
  }
  CHECK(run("t = ()\nfor i in range(9999): t = (t,)\nprint(len({t: 1}), hash(t) is None)").printed == "1 False\n");
}

TEST_CASE("integers end where int64 does, and say so") {
  CHECK(run("x = 2**62 * 2").error ==
        "OverflowError: Shapewalk's integers end at 2**63-1: 4611686018427387904 * 2 is beyond that @1");
  CHECK(run("x = 99999999999999999999").error ==
        "OverflowError: Shapewalk's integers end at 2**63-1: 99999999999999999999 is beyond that @1");
  CHECK(run("x = 1 << 64").error.starts_with("OverflowError"));
  CHECK(run("x = 9223372036854775807 + 1").error.starts_with("OverflowError"));
  CHECK(run("x = int('9' * 30)").error.starts_with("OverflowError"));
  CHECK(run("x = int(1e300)").error.starts_with("OverflowError"));
  CHECK(run("print(-9223372036854775807 - 1, 2**62, -2**62 * 2)").printed ==
        "-9223372036854775808 4611686018427387904 -9223372036854775808\n");
  CHECK(run("x = (-9223372036854775807 - 1) // -1").error.starts_with("OverflowError"));
}

TEST_CASE("deep nesting is left unread, not crashed on") {
  for (auto& program : {"x = " + repeated("(", 100'000) + "1" + repeated(")", 100'000),
                        "x = " + repeated("[", 3000) + repeated("]", 3000), "x = a" + repeated(".b", 5000),
                        "x = " + repeated("-", 5000) + "1", "def f(): return f\nx = f" + repeated("()", 3000),
                        "x = " + repeated("lambda: ", 3000) + "1", "x = " + repeated("not ", 3000) + "1"}) {
    auto r = run("print('before')\n" + program + "\nprint('after')\n");
    CHECK(r.printed.starts_with("before\n"));
    CHECK((r.printed == "before\nafter\n" || !r.error.empty()));
  }
  std::string blocks;
  for (int i = 0; i < 500; i++) blocks += std::string(size_t(i), ' ') + "if 1:\n";
  run(blocks + std::string(500, ' ') + "print(1)\n");
  std::string elifs = "x = 2999\nif x == 0: pass\n";
  for (int i = 1; i < 3000; i++) elifs += "elif x == " + std::to_string(i) + ": print(" + std::to_string(i) + ")\n";
  CHECK(run(elifs).printed == "2999\n");
}

TEST_CASE("rubbish is told from Python") {
  std::string noise;
  uint32_t seed = 1;
  for (int i = 0; i < 1 << 18; i++) noise += char((seed = seed * 1664525 + 1013904223) >> 24);
  CHECK(run(noise).error.starts_with("SyntaxError: "));
  CHECK(run(std::string("x = 1\n\0\0", 8)).error == "SyntaxError: source code cannot contain null bytes @2");
  CHECK(run("\x01\x02\x03\x04\x05\x06\x07\x01\x02\x03").error == "SyntaxError: this is not text @1");
  CHECK(run(repeated("The quick brown fox jumps over the lazy dog, doesn't it?\n", 2000))
            .error.starts_with("SyntaxError: "));
  CHECK(run("").error == "");
  CHECK(run("\n\n# only a comment").error == "");
}

TEST_CASE("comments cost nothing, wherever they stand") {
  std::string notes = repeated("    # a line of notes\n", 50'000);
  CHECK(run("print(1)\n" + notes + "print(2)\n").printed == "1\n2\n");
  CHECK(run("def f():\n    x = 1\n" + notes + "    return x\nprint(f())\n").printed == "1\n");
  CHECK(run("x = [1,\n" + notes + "2, # two\n  3 # three\n" + notes + "]\nprint(x)\n").printed == "[1, 2, 3]\n");
  CHECK(run("x = '''\n# no comment\n'''\nprint(x)\n").printed == "\n# no comment\n\n");
  CHECK(run("x = 1 + \\\n  2 + \\\n\\\n 3\nprint(x)\ny = 4\nprint(y\\\n)\n").printed == "6\n4\n");
  CHECK(run("x = [1,\n" + notes + "1 / 0]\n").error == "ZeroDivisionError: division by zero @50002");
}

TEST_CASE("brackets that stay open, line after line, are told") {
  auto r = run("print(1)\n" + repeated("x = (\n", 20'000) + "print(2)\n");
  CHECK(r.printed == "1\n2\n");
  CHECK(r.syntax == "'(' was never closed");
}

TEST_CASE("a paste of a megabyte is read") {
  std::string one = "class Net%(object):\n    def f(self, x):\n        return x + %  # a comment to make it longer\n";
  std::string all;
  size_t n = 0;
  for (; all.size() < 1 << 20; n++)
    for (char c : one) all += c == '%' ? std::to_string(n) : std::string(1, c);
  CHECK(run(all + "print(Net" + std::to_string(n - 1) + "().f(1))\n").printed == std::to_string(n) + "\n");
  CHECK(run("x = [" + repeated("1, ", 100'000) + "]\nprint(len(x))\n").printed == "100000\n");
  CHECK(run("x = [" + repeated("1, ", 300'000) + "]\n").error ==
        "SyntaxError: the text is too long to be read to its end @1");
  CHECK(run("x = '" + repeated("a", 1 << 20) + "'\nprint(len(x))\n").printed == "1048576\n");
}
