// Convolutions and linear layers on the GPU, in every form and by every variant of their kernels: the CPU's numbers.

import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { HEAD, chance, open, same } from './kit.mjs';

const gpu = await open();
after(() => gpu.close());

/** @typedef {ReturnType<typeof chance>} Chance */

/**
 * A test of what `make` says, several times over, by the variant of this name.
 * @param {string} name @param {number} rounds @param {string} variant @param {(c: Chance) => {net: string, input: number[]}} make
 */
function row(name, rounds, variant, make) {
  test(name, async () => {
    const c = chance(name);
    for (let i = 0; i < rounds; i++) {
      const { net, input } = make(c);
      const plan = await same(gpu, `${HEAD}${net}`, input.join(), { variant });
      if (!variant) continue;
      assert.ok(plan.stages.some((stage) => stage.variants.every((v) => v.name.includes(variant))), `no ${variant} for ${net}`);
    }
  });
}

/** n draws, as one number or as a tuple. @param {Chance} c @param {number} n @param {number} least @param {number} most */
const list = (c, n, least, most) => `(${Array.from({ length: n }, () => c.int(least, most)).join()}${n === 1 ? ',' : ''})`;

/** Something to fold into the convolution, over its channels. @param {Chance} c @param {number} n @param {number} out */
const after_it = (c, n, out) => c.of('', '', ', nn.ReLU()', `, nn.BatchNorm${n}d(${out}), nn.ReLU6()`, ', nn.SiLU()');

/**
 * A convolution of any form, of groups of these many channels.
 * @param {Chance} c @param {number} n @param {() => number} ins @param {() => number} outs @param {number} groups
 */
function any(c, n, ins, outs, groups) {
  const [inside, outside] = [groups * ins(), groups * outs()];
  const size = n === 3 ? 6 : n === 2 ? 11 : 40;
  const kernel = list(c, n, 1, 3);
  const mode = c.of('zeros', 'zeros', 'reflect', 'replicate', 'circular');
  const padding = c.of(list(c, n, 0, 2), list(c, n, 0, 2), "'same'");
  const stride = padding === "'same'" ? 1 : list(c, n, 1, 3);
  return {
    net: `net = nn.Sequential(nn.Conv${n}d(${inside}, ${outside}, ${kernel}, ${stride}, ${padding}, ${list(c, n, 1, 2)}, ${groups}, ${c.yes()}, '${mode}')${after_it(c, n, outside)})`,
    input: [c.int(1, 2), inside, ...Array.from({ length: n }, () => c.int(5, size))],
  };
}

for (const n of [1, 2, 3]) {
  row(`Conv${n}d, channel by channel`, 32, 'depthwise', (c) => any(c, n, () => c.int(1, 3), () => c.int(1, 4), c.int(2, 5)));
  row(`Conv${n}d, in registers`, 7, 'direct registers', (c) => any(c, n, () => c.int(1, 20), () => c.int(1, 40), 1));
  row(`Conv${n}d, in workgroup memory`, 2, 'direct 32x32', (c) => any(c, n, () => c.int(1, 40), () => c.int(1, 32), 1));
  row(`ConvTranspose${n}d`, 6, 'registers', (c) => {
    const groups = c.int(1, 2);
    const [inside, outside] = [groups * c.int(1, 9), groups * c.int(1, 5)];
    return {
      net: `net = nn.Sequential(nn.ConvTranspose${n}d(${inside}, ${outside}, ${list(c, n, 1, 4)}, ${list(c, n, 2, 3)}, ${list(c, n, 0, 1)}, ${list(c, n, 0, 1)}, ${groups}, ${c.yes()})${after_it(c, n, outside)})`,
      input: [c.int(1, 2), inside, ...Array.from({ length: n }, () => c.int(3, n === 3 ? 4 : 9))],
    };
  });
}

row('groups of many channels, in workgroup memory', 2, 'direct 32x32', (c) => any(c, 2, () => c.int(1, 9), () => c.int(16, 30), 2));
row('few pixels of many channels: sums in parts', 2, 'direct 64x32', (c) => any(c, 2, () => c.int(130, 200), () => c.int(33, 60), 1));
/**
 * A convolution of pictures with what follows it.
 * @param {Chance} c @param {number[]} input @param {number} out @param {string} rest its other arguments
 */
const pictures = (c, input, out, rest) => ({ net: `net = nn.Sequential(nn.Conv2d(${input[1]}, ${out}, ${rest})${after_it(c, 2, out)})`, input });

row('one cell over many channels, four by four', 1, 'direct 64x32', (c) => pictures(c, [1, c.int(65, 90), 10, c.int(10, 14)], c.int(70, 99), '1'));
row('a window over many pixels, eight by eight', 1, 'direct 128x64', (c) => pictures(c, [2, c.int(5, 20), 18, c.int(18, 20)], c.int(129, 150), '2'));

/** @param {Chance} c @param {number} least channels @param {number} most */
const winograd = (c, least, most) => {
  const groups = c.int(1, 2);
  const input = [c.int(1, 2), groups * c.int(least, most), c.int(3, 13), c.int(3, 13)];
  return pictures(c, input, groups * c.int(least, most), `3, padding=${list(c, 2, 0, 2)}, groups=${groups}, padding_mode='${c.of('zeros', 'zeros', 'circular')}'`);
};
row('Winograd’s transforms, in registers', 8, 'winograd registers', (c) => winograd(c, 16, 24));
row('Winograd’s transforms, in workgroup memory', 2, 'winograd 32x32', (c) => winograd(c, 16, 32));
row('Winograd’s transforms, over many channels and pixels', 1, 'winograd 64x64', (c) => pictures(c, [1, c.int(16, 20), 32, c.int(30, 33)], c.int(65, 70), '3, padding=1'));

row('a sum, folded into each kernel’s end', 1, 'registers', (c) => ({
  net: `class Net(nn.Module):
  def __init__(self):
    super().__init__()
    self.a = nn.Conv2d(3, 18, 3, padding=1); self.n = nn.BatchNorm2d(18)
    self.b = nn.Conv2d(18, 18, 3, padding=1, bias=False); self.d = nn.Conv2d(18, 18, 3, padding=1, groups=18)
    self.t = nn.ConvTranspose2d(18, 18, 3, padding=1)
  def forward(self, x):
    x = torch.relu(self.n(self.a(x)))
    x = F.relu6(x + self.b(x))
    x = F.silu(self.d(x) + x)
    return torch.sigmoid(x + self.t(x))
net = Net()`,
  input: [2, 3, 9, c.int(9, 11)],
}));
test('a convolution whose weights the run makes', () =>
  same(gpu, `${HEAD}class Net(nn.Module):\n  def forward(self, x):\n    return F.conv2d(x, x[:, :, :3, :3].transpose(0, 1) * 2)\nnet = Net()`, '2,2,6,7').then(() => {}));

/** @param {Chance} c @param {number} most rows of the input @param {number} inside @param {number} out */
const linear = (c, most, inside, out) => ({
  net: `net = nn.Sequential(nn.Linear(${inside}, ${out}, bias=${c.yes()})${c.of('', ', nn.GELU()', `, nn.BatchNorm1d(${out}), nn.ReLU()`)})`,
  input: [c.int(1, most), inside],
});
row('Linear over few rows', 24, '', (c) => linear(c, 4, 4 * c.int(1, 80), c.int(1, 40)));
row('Linear, in registers', 4, 'registers', (c) => linear(c, 90, c.int(1, 90), c.int(1, 60)));
row('Linear, in workgroup memory', 2, '64x32', (c) => linear(c, 20, 4 * c.int(30, 60) + c.int(0, 1), c.int(33, 60)));
