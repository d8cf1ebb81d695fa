// What a paste can do to whoever reads it: texts of a megabyte, programs that never end or never stop growing, sizes that
// no tensor has. Each with what must be said of it.

export const HEAD = 'import torch\nfrom torch import nn\n';
export const CONV = 'net = nn.Conv2d(3, 8, 3)\n';
const MEGABYTE = 1_000_000;

/** A text again and again, a megabyte of it unless told. @param {string} text */
const fill = (text, size = MEGABYTE) => text.repeat(Math.ceil(size / text.length));
/** @param {number} n @param {(i: number) => string} line */
const lines = (n, line) => Array.from({ length: n }, (_, i) => line(i)).join('');
/** The same numbers each time, 0 to 255. @param {number} n */
const noise = (n) => Array.from({ length: n }, (_, i) => ((Math.imul(i + 1, 2654435761) ^ Math.imul(i >>> 3, 40503)) >>> 13) & 255);
/** @param {number} deep @param {string} word */
const nested = (deep, word) => lines(deep, (i) => `${' '.repeat(i)}${word}\n`) + `${' '.repeat(deep)}x = 1\n`;
/** Words by noise. @param {string[]} words @param {number} n */
const salad = (words, n) => noise(n).map((b) => words[b % words.length]).join('');

const FINE = /^$/, LONG = /^SyntaxError: the text is too long to be read to its end$/, SYNTAX = /^(Syntax|Indentation)Error: .{5,}$/;
const TOLD = /^\w+: .{5,}$/s;

/**
 * Texts, given the input 1,3,8,8; what is said is `Type: message`, or nothing where the program is traced.
 * @type {[name: string, source: string, says: RegExp][]}
 */
export const pastes = [
  ['comments', HEAD + CONV + fill('# a line of notes\n'), FINE],
  ['comments in a function', `${HEAD}def f():\n    pass\n${fill('    # a line of notes\n')}    return 1\n${CONV}`, FINE],
  ['comments in brackets', `${HEAD}net = nn.Sequential(\n${fill('    # a line of notes\n')}    nn.Conv2d(3, 8, 3))\n`, FINE],
  ['a comment at every line', HEAD + lines(30_000, () => 'x = 1  # a line of notes\n') + CONV, FINE],
  ['blank lines', HEAD + CONV + fill('\n'), FINE],
  ['blanks', HEAD + CONV + fill('\t'), FINE],
  ['carriage returns and line feeds', (HEAD + CONV).replaceAll('\n', '\r\n') + fill('x = 1\r\n', 300_000), FINE],
  ['carriage returns alone', (HEAD + CONV).replaceAll('\n', '\r') + fill('x = 1\r', 300_000), FINE],
  ['a class of 12,000 methods', `${HEAD}class A:\n${lines(12_000, (i) => `    def f${i}(self, x):\n        y = self.g(x) + ${i}\n        return y\n`)}${CONV}`, FINE],
  ['10,000 functions', HEAD + lines(10_000, (i) => `def f${i}(x, y=1):\n    return x + y + ${i}\n`) + CONV, FINE],
  ['12,000 layers in a row', `${HEAD}net = nn.Sequential(\n${lines(12_000, () => '    nn.Conv2d(3, 3, kernel_size=3, padding=1),\n')})\n`, /^Limit: stopped after [\d,]+ steps/],
  ['30,000 imports', HEAD + lines(30_000, (i) => `import k${i}\n`) + CONV, FINE],
  ['one word', 'a'.repeat(MEGABYTE), /^NameError: name 'a{100,}/],
  ['one number', `${HEAD}x = ${'9'.repeat(MEGABYTE)}\n`, /^OverflowError: Shapewalk's integers end at 2\*\*63-1: 9{100,}/],
  ['one string', `${HEAD}x = "${'a'.repeat(MEGABYTE)}"\n${CONV}`, FINE],
  ['one string of many lines', `${HEAD}"""${fill('a b c\n')}"""\n${CONV}`, FINE],
  ['one string that never ends', `${HEAD}${CONV}"""${fill('a b c\n')}`, TOLD],
  ['one list', `${HEAD}x = [${fill('1, ')}]\n${CONV}`, LONG],
  ['one call', `${HEAD}x = print(${fill('a, ')})\n${CONV}`, LONG],
  ['one sum', `${HEAD}x = 1${fill('+1')}\n${CONV}`, FINE],
  ['one line of statements', `${HEAD}${fill('x = 1; ')}\n${CONV}`, TOLD],
  ['lines that go on', `${HEAD}${fill('x = 1 + \\\n')}1\n${CONV}`, FINE],
  ['formatted strings in one another', `${HEAD}x = ${fill('f"{')}\n${CONV}`, FINE],
  ['unterminated strings', HEAD + fill('x = "abc\n'), TOLD],
  ['unterminated formatted strings', HEAD + fill('x = f"{a\n'), TOLD],
  ['strings in triple quotes that overlap', HEAD + fill('x = """abc\ny = \'\'\'\n'), TOLD],
  ['opening parentheses', '('.repeat(MEGABYTE), /^SyntaxError: '\(' was never closed$/],
  ['brackets of all kinds', fill('([{'), /^SyntaxError: '\{' was never closed$/],
  ['closing brackets', ']'.repeat(MEGABYTE), /^SyntaxError: unmatched '\]'$/],
  ['parentheses in one another', `${HEAD}x = ${'('.repeat(MEGABYTE / 2)}1${')'.repeat(MEGABYTE / 2)}\n${CONV}`, FINE],
  ['lines with open brackets', HEAD + fill('x = (\n') + CONV, TOLD],
  ['calls left open', HEAD + fill('x = foo(a,\n'), TOLD],
  ['brackets that do not match', HEAD + fill('x = (]\n'), TOLD],
  ['600 ifs in one another', `${HEAD}${nested(600, 'if 1:')}${CONV}`, TOLD],
  ['1,400 defs in one another', `${HEAD}${nested(1400, 'def f():')}${CONV}`, TOLD],
  ['1,400 fors in one another', `${HEAD}${nested(1400, 'for f in []:')}${CONV}`, TOLD],
  ['lambdas in one another', `${HEAD}x = ${fill('lambda: ')}1\n${CONV}`, FINE],
  ['half-written ifs', HEAD + fill('if x\n') + CONV, TOLD],
  ['elses of no if', HEAD + fill('else:\n') + CONV, TOLD],
  ['30,000 wrong lines in a function', `${HEAD}def f():\n${lines(30_000, (i) => `    y = a b ${i}\n`)}${CONV}`, TOLD],
  ['semicolons', ';'.repeat(MEGABYTE), TOLD],
  ['colons', ':'.repeat(MEGABYTE), TOLD],
  ['prose', fill('How do I work out in_features of the first Linear layer? Thanks!\n'), SYNTAX],
  ['prose in one line', fill('How do I work out in_features of the first Linear layer? '), SYNTAX],
  ['JavaScript', fill('function f(a) {\n  let b = a.map((x) => x + 1);\n  return b;\n}\n'), SYNTAX],
  ['C++', fill('int main() { std::vector<int> v; for (auto& x : v) { x++; } return 0; }\n'), SYNTAX],
  ['JSON', `[${fill('{"a": [1, 2, {"b": null}]},\n')}]`, TOLD],
  ['tracebacks', fill('Traceback (most recent call last):\n  File "a.py", line 3, in <module>\n    net(x)\nRuntimeError: mat1\n'), TOLD],
  ['base64', fill('TWFuIGlzIGRpc3Rpbmd1aXNoZWQsIG5vdCBvbmx5IGJ5IGhpcyByZWFzb24s\n'), TOLD],
  ['letters and signs at random', salad([...' !"#$%&\'()*+,-./0:;<=>?@A[\\]^_`a{|}~\n'], MEGABYTE), TOLD],
  ['words of Python at random', salad(['def ', 'class ', 'x', '(', ')', ':', '\n', '    ', 'if ', 'else', '=', '1', ',', '[', ']', 'return ', 'for ', 'in ', '"', '#', 'lambda ', '.', '*', '+'], MEGABYTE / 4), TOLD],
  ['zero bytes', '\0'.repeat(MEGABYTE), /^SyntaxError: source code cannot contain null bytes$/],
  ['control characters', fill('\x01\x02\x03a'), /^SyntaxError: this is not text$/],
  ['half surrogates', '\ud800'.repeat(MEGABYTE / 3), TOLD],
  ['half surrogates in names', fill('x\udc00 = 1\n', 300_000), TOLD],
  ['emoji', fill('🙂 = "🙂"\n', 300_000), SYNTAX],
  ['typographic quotes', HEAD + fill('x = “a”\n', 300_000) + CONV, FINE],
];

/**
 * What is put behind two imports and a layer (line 4 is its first). `line`: where it is told.
 * @type {[name: string, source: string, says: RegExp, line: number | number[]][]}
 */
export const programs = [
  ['a loop that does nothing', 'while True:\n    pass\n', /^Limit: stopped after [\d,]+ steps: this loop does not seem to end$/, 4],
  ['a loop of calls', 'def f(a): return a + 1\nwhile True:\n    f(1)\n', /this loop does not seem to end$/, 5],
  ['a list that grows', 'a = []\nwhile True:\n    a.append([1])\n', /^Limit: stopped/, 5],
  ['a list that grows at its front', 'a = []\nwhile True:\n    a.insert(0, 1)\n', /^Limit: stopped/, 5],
  ['a text that doubles', 's = "a"\nwhile True:\n    s += s\n', /^Limit: stopped/, 5],
  ['a dict that grows', 'd = {}\ni = 0\nwhile True:\n    d[i] = i\n    i += 1\n', /^Limit: stopped/, 6],
  ['a dict of one hash', 'd = {}\nfor i in range(100000):\n    d[float("nan")] = 1\n', /^Limit: stopped/, 5],
  ['tensors', 'x = torch.zeros(1, 3, 8, 8)\nwhile True:\n    x = x + 1\n', /this loop does not seem to end$/, 5],
  ['convolutions', 'x = torch.zeros(1, 3, 8, 8)\nwhile True:\n    y = net(x)\n', /this loop does not seem to end$/, 5],
  ['tensors of ever more axes', 'x = torch.zeros(1)\nwhile True:\n    x = x.unsqueeze(0)\n', /^Limit: stopped/, 5],
  ['a million tensors joined', 'x = torch.cat([torch.zeros(1)] * 1000000)\n', /^Limit: stopped/, 4],
  ['layers', 'a = []\nwhile True:\n    a.append(nn.Linear(1, 1))\n', /this loop does not seem to end$/, 5],
  ['ten million layers by a star', 'net = nn.Sequential(*[nn.Linear(1, 1)] * 10**7)\n', /^Limit: stopped/, 4],
  ['ten million layers by a comprehension', 'net = nn.Sequential(*[nn.Linear(1, 1) for _ in range(10**7)])\n', /^Limit: stopped/, 4],
  ['containers 10,000 deep', 'for _ in range(10000): net = nn.Sequential(net)\n', /^RecursionError: maximum recursion depth exceeded$/, 4],
  ['containers that double', 'for _ in range(40): net = nn.Sequential(net, net)\nprint(net)\n', /^Limit: stopped/, 5],
  ['a container in itself', 'net = nn.Sequential()\nnet.add_module("a", net)\nprint(net)\n', TOLD, 6],
  ['copies of copies', 'import copy\na = [1]\nwhile True:\n    a = [a, copy.deepcopy(a)]\n', /^Limit: stopped/, 6],
  ['lists of lists that double', 'a = [1]\nwhile True:\n    a = [a, a]\n    repr(a)\n', /^Limit: stopped/, 5],
  ['tuples that double, compared', 'a = b = ()\nfor i in range(60): a, b = (a, a), (b, b)\na == b\n', /^Limit: stopped/, 6],
  ['a list of 10**12', 'a = [0] * 10**12\n', /^Limit: stopped: this program makes more than 128 MB of values$/, 4],
  ['a text of 10**12', 'a = "x" * 10**12\n', /^Limit: stopped: this program makes more than 128 MB of values$/, 4],
  ['a range as a list', 'a = list(range(10**18))\n', /^Limit: stopped/, 4],
  ['a range summed', 'a = sum(range(10**12))\n', /^Limit: stopped/, 4],
  ['a range sorted', 'a = sorted(range(10**12))\n', /^Limit: stopped/, 4],
  ['a range as arguments', 'print(*range(10**12))\n', /^Limit: stopped/, 4],
  ['a comprehension', 'a = [i for i in range(10**12)]\n', /^Limit: stopped/, 4],
  ['comprehensions in one another', 'a = [[j for j in range(10**6)] for i in range(10**6)]\n', /^Limit: stopped/, 4],
  ['a generator', 'def g():\n    while True: yield 1\nsum(g())\n', /^Limit: stopped/, [4, 5, 6]],
  ['itertools', 'import itertools\na = list(zip(itertools.count(), itertools.cycle([1])))\n', /^Limit: stopped/, 5],
  ['products of products', 'import itertools\na = list(itertools.product(range(1000), repeat=10))\n', /^Limit: stopped/, 5],
  ['permutations', 'import itertools\na = list(itertools.permutations(range(100)))\n', /^Limit: stopped/, 5],
  ['a text searched', 's = "a" * 10**6\nwhile True:\n    s.find("b")\n', /^Limit: stopped/, 5],
  ['a text that almost matches', 's = "a" * 10**7\nt = "a" * 10**6 + "b"\nt in s\n', /^Limit: stopped/, 6],
  ['a text replaced by longer ones', 'a = ("a" * 10**5).replace("a", "b" * 10**5)\n', /128 MB of values$/, 4],
  ['texts joined by longer ones', 'a = ("b" * 10**5).join(["a"] * 10**5)\n', /128 MB of values$/, 4],
  ['exceptions', 'while True:\n    try:\n        net.foo\n    except AttributeError:\n        pass\n', /this loop does not seem to end$/, 4],
  ['a limit that someone would catch', 'while True:\n    try:\n        while True: pass\n    except BaseException:\n        pass\n', /this loop does not seem to end$/, 6],
  ['ever more classes', 'class A: pass\nwhile True:\n    class A(A): pass\n', /^Limit: stopped: a class with more than 200 classes above it$/, 5],
  ['ever more attributes', 'i = 0\nwhile True:\n    setattr(net, "a%d" % i, i)\n    i += 1\n', /^Limit: stopped/, 5],
  ['printing', 'while True: print("a" * 1000)\n', /^Limit: stopped/, 4],
  ['powers of powers', 'a = 10**10**10\n', /^OverflowError: Shapewalk's integers end at 2\*\*63-1/, 4],
  ['a shift', 'a = 1 << 10**12\n', /^OverflowError/, 4],
  ['a factorial', 'import math\na = math.factorial(10**9)\n', /^OverflowError/, 5],
  ['recursion', 'def f(n): return f(n + 1)\nf(0)\n', /^RecursionError: maximum recursion depth exceeded$/, 4],
  ['recursion by two', 'def f(n): return g(n)\ndef g(n): return f(n)\nf(0)\n', /^RecursionError/, 5],
  ['recursion that branches', 'def f(n): return f(n - 1) + f(n - 2) if n > 1 else 1\nf(60)\n', /^Limit: stopped/, 4],
  ['recursion through an attribute', 'class A:\n    def __getattr__(self, n): return getattr(self, n + "x")\nA().x\n', /^RecursionError/, 5],
  ['recursion through repr', 'class A:\n    def __repr__(self): return repr(self)\nprint(A())\n', /^RecursionError/, 5],
  ['recursion through a property', 'class A:\n    @property\n    def x(self): return self.x\nA().x\n', /^RecursionError/, 6],
  ['recursion through forward', 'class N(nn.Module):\n    def forward(self, x): return self(x)\nnet = N()\n', /^RecursionError/, 5],
  ['recursion through __init__', 'class N(nn.Module):\n    def __init__(self):\n        super().__init__()\n        self.n = N()\nN()\n', /^RecursionError/, 6],
  // Python would be at this for longer than anyone lives.
  ['recursion that begins anew whenever it has failed', 'def f():\n    try:\n        f()\n    finally:\n        f()\nf()\n', /^Limit: stopped after/, [4, 5, 6, 7, 8]],
  ['recursion that is caught', 'def f(): f()\ntry:\n    f()\nexcept RecursionError as e:\n    raise ValueError(e)\n', /^ValueError: maximum recursion depth exceeded/, 8],
];

/** A size in a layer: the layer with a place for it. */
export const layers = [
  'Linear(%, 4)', 'Linear(4, %)', 'Conv2d(%, 8, 3)', 'Conv2d(3, %, 3)', 'Conv2d(3, 8, %)', 'Conv2d(3, 8, 3, stride=%)',
  'Conv2d(3, 8, 3, padding=%)', 'Conv2d(3, 8, 3, dilation=%)', 'Conv2d(3, 8, 3, groups=%)', 'Conv1d(3, 8, %)', 'Conv3d(3, 8, %)',
  'ConvTranspose2d(3, 8, %)', 'ConvTranspose2d(3, 8, 3, stride=%)', 'ConvTranspose2d(3, 8, 3, output_padding=%)', 'MaxPool2d(%)',
  'MaxPool2d(2, stride=%)', 'MaxPool2d(2, padding=%)', 'AvgPool2d(%)', 'LPPool2d(2, %)', 'MaxUnpool2d(%)', 'AdaptiveAvgPool2d(%)',
  'AdaptiveMaxPool2d(%)', 'FractionalMaxPool2d(%, output_size=2)', 'BatchNorm2d(%)', 'InstanceNorm2d(%)', 'LayerNorm(%)', 'RMSNorm(%)',
  'GroupNorm(%, 3)', 'GroupNorm(1, %)', 'LocalResponseNorm(%)', 'Upsample(scale_factor=%)', 'Upsample(size=%)', 'PixelShuffle(%)',
  'PixelUnshuffle(%)', 'ChannelShuffle(%)', 'ZeroPad2d(%)', 'ReflectionPad2d(%)', 'ConstantPad1d(%, 0)', 'Flatten(%)', 'Unflatten(1, %)',
  'Unflatten(%, (1, 3))', 'Fold(%, 2)', 'Fold((4, 4), %)', 'Unfold(%)', 'Dropout(%)', 'Softmax(dim=%)', 'GLU(%)', 'PReLU(%)',
  'Embedding(%, 4)', 'Embedding(4, %)', 'EmbeddingBag(%, 4)', 'LSTM(%, 4)', 'LSTM(8, %)', 'LSTM(8, 4, num_layers=%)', 'GRU(8, 4, %)',
  'RNN(8, %)', 'LSTMCell(%, 4)', 'MultiheadAttention(%, 1)', 'MultiheadAttention(8, %)', 'TransformerEncoderLayer(%, 1)',
  'TransformerEncoderLayer(8, %)', 'Bilinear(%, 4, 4)', 'LazyLinear(%)', 'LazyConv2d(%, 3)', 'CosineSimilarity(dim=%)',
];
export const sizes = ['0', '-1', '10**18', '10**30', '2**63', '2**62', '0.5', 'None', '"a"', '(1, 2, 3, 4)', '[]'];
