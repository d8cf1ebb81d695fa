// Code as it is pasted and half typed: what can be read runs, what cannot is named.
#include "python_kit.h"

using python_kit::run;

TEST_CASE("prompts are taken out, and what the interpreter answered") {
  auto r = run(">>> x = 3\n>>> for i in range(2):\n...     print(i + x)\n...\n3\n4\n>>> print('done')\ndone\n");
  CHECK(r.printed == "3\n4\ndone\n");
  CHECK(r.error == "");
  CHECK(r.notes == "1: The prompts were taken out, and what the interpreter had answered.\n");
  CHECK(run("In [1]: x = 3\n\nIn [12]: if x:\n    ...:     print(x)\nOut[12]: 5\n").printed == "3\n");
  CHECK(run("    >>> x = 1\n    >>> y = x / 0\n").error == "ZeroDivisionError: division by zero @2");
  CHECK(run("    >>> x = 1\n    >>> y = x / 0\n").error_at == "x / 0");
  CHECK(run("def f():\n    '''Example::\n\n    >>> f()\n    '''\n    return 1\nprint(f())\n").printed == "1\n");
}

TEST_CASE("indentation that all lines share is taken out, places stay") {
  CHECK(run("    x = 1\n    if x:\n        print(x)\n\n    y = x / 0\n").error ==
        "ZeroDivisionError: division by zero @5");
  CHECK(run("    x = 1\n    if x:\n        print(x)\n").printed == "1\n");
  CHECK(run("\tx = 1\n\tprint(x)\n").printed == "1\n");
  CHECK(run("x = 1\n        y = 2\n        print(x + y)\n").printed == "3\n");
  CHECK(run("    s = '''a\n    b'''\n    print(s)\n").printed == "a\nb\n");
}

TEST_CASE("notebook commands, typographic quotes, line ends of all kinds") {
  CHECK(run("!pip install torch\n%matplotlib inline\n%%time\nx = 7\nprint(x\n      % 4)\n").printed == "3\n");
  auto r = run("print(“it’s”, ‘b’, \"“kept”\")  # “comment”\n");
  CHECK(r.printed == "it’s b “kept”\n");
  CHECK(r.notes == "1: Typographic quotes were read as plain ones.\n");
  CHECK(run("x = 1\r\nif x:\r\n    print(x)\r\n").printed == "1\n");
  CHECK(run("\xEF\xBB\xBFprint(1)\n").printed == "1\n");
  CHECK(run("if 1:\n\tprint(1)\n\tprint(2)\n").printed == "1\n2\n");
  CHECK(run("x\xC2\xA0=\xC2\xA0"
            "1\nprint(x)\n")
            .printed == "1\n");
}

TEST_CASE("a half-typed line costs no other line") {
  struct {
    const char *program, *printed, *message;
  } cases[] = {
      {"print(1)\nx = foo(3\nprint(2)\n", "1\n2\n", "'(' was never closed"},
      {"print(1)\nx = 5 +\nprint(2)\n", "1\n2\n", "invalid syntax"},
      {"print(1)\nx = nn.\nprint(2)\n", "1\n2\n", "invalid syntax"},
      {"print(1)\nx =\nprint(2)\n", "1\n2\n", "invalid syntax"},
      {"print(1)\nx = 'abc\nprint(2)\n", "1\n2\n", "unterminated string literal"},
      {"print(1)\nx = a b\nprint(2)\n", "1\n2\n", "invalid syntax"},
      {"print(1)\nx = 'a' b\nprint(2)\n", "1\n2\n", "invalid syntax"},
      {"print(1)\ndef f():\n    x = f(1) f(2)\n    return 2\nprint(f())\n", "1\n2\n", "invalid syntax"},
      {"print(1)\nx = (1]\nprint(2)\n", "1\n2\n", "closing parenthesis ']' does not match opening parenthesis '('"},
      {"print(1)\nx = 1)\nprint(2)\n", "1\n2\n", "unmatched ')'"},
      {"def f(x)\n    return x\nprint(f(2))\n", "2\n", "expected ':'"},
      {"for i in range(2)\n    print(i)\nprint(9)\n", "0\n1\n9\n", "expected ':'"},
      {"x = [\n    1,\n    2\n    3,\n]\nprint(x)\n", "[1, 2, 3]\n", "invalid syntax. Perhaps you forgot a comma?"},
      {"class A:\n    def f(self):\n        x = self.g(\n    def h(self):\n        return 5\nprint(A().h())\n", "5\n",
       "'(' was never closed"},
      {"def f():\nprint(3)\n", "3\n", "expected an indented block"},
      {"x = 1\n    y = 2\nz = 3\nprint(x + y + z)\n", "6\n", "unexpected indent"},
      {"if 1:\n    print(1)\nelse\n    print(2)\n", "1\n", "expected ':'"},
      {"print(1)\nx = list((\n    1,\n    2,\n", "1\n", "'(' was never closed"},
      {"print 'old'\n", "old\n", "Missing parentheses in call to 'print'. Did you mean print(...)?"},
      {"def f(:\n    x = 1\nprint(4)\n", "4\n", "'(' was never closed"},
  };
  for (auto& c : cases) {
    auto r = run(c.program);
    CAPTURE(std::string(c.program));
    CHECK(r.printed == c.printed);
    CHECK(r.syntax == c.message);
    CHECK(r.error == "");
    CHECK(r.notes.find(" could not be read: ") != std::string::npos);
  }
}

TEST_CASE("where nothing can be read, that is the error") {
  CHECK(run("x = (\n").error == "SyntaxError: '(' was never closed @1");
  CHECK(run("def\n").error == "SyntaxError: invalid syntax @1");
  CHECK(run("this is no code\n").error == "SyntaxError: invalid syntax @1");
}

TEST_CASE("an open bracket keeps what is whole") {
  auto r = run("x = dict(\n    a=1,\n    b=[2],\n    c=f(");
  CHECK(r.syntax == "'(' was never closed");
  CHECK(r.error == "");
}
