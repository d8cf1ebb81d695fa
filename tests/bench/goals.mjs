// What is asked of our two builds: how many times faster than whom, at best and in the middle of many runs.

/**
 * `against` engines the time is compared with, the fastest of them; `must` and `stretch` are ratios.
 * @typedef {{ layers: string[], build: string, against: string[], must: number, stretch: number }} Goal
 */

const SPATIAL = ['3x3 64→64 @56', '3x3 256→256 @14'];
const SMALL = ['3x3 512→512 @7'];
/** Copying the input in and the output out takes as long as the layer itself. */
const COPIED = ['1x1 256→64 @56', 'depthwise 3x3 32 @112'];
const PLAIN = ['LiteRT.js plain', 'ONNX Runtime', 'TensorFlow.js'];
const ALL = ['LiteRT.js', 'ONNX Runtime', 'TensorFlow.js'];

/** @type {Goal[]} */
const RELAXED = [
  { layers: SPATIAL, build: 'ours relaxed', against: ['LiteRT.js'], must: 2, stretch: 2.8 },
  { layers: SPATIAL, build: 'ours relaxed', against: ['ONNX Runtime', 'TensorFlow.js'], must: 3, stretch: 4.5 },
  { layers: SMALL, build: 'ours relaxed', against: ['LiteRT.js'], must: 1.5, stretch: 2.2 },
  { layers: COPIED, build: 'ours in place', against: ALL, must: 1.3, stretch: 1.5 },
];

/** Asked of both builds: of the plain one against peers that have no relaxed SIMD either. */
const BOTH = [
  { layers: ['7x7 s2 3→64 @224'], must: 1.3, stretch: 1.6 },
  { layers: ['7x7 s2 3→32 @32'], must: 1.6, stretch: 2.5 },
  { layers: COPIED, must: 1.05, stretch: 1.5 },
  { layers: ['fc 4096→4096'], must: 0.95, stretch: 1 },
];

/** Whole networks, of both builds. */
const NETWORKS = [
  { layers: ['VGG-16 @224'], must: 2.2, stretch: 3.3 },
  { layers: ['ResNet-18 @224'], must: 1.5, stretch: 1.8 },
  { layers: ['AlexNet @224'], must: 1.2, stretch: 1.35 },
  { layers: ['MobileNetV2 @224'], must: 1.1, stretch: 1.3 },
];

/** @type {Goal[]} */
export const GOALS = [
  ...RELAXED,
  { layers: [...SPATIAL, ...SMALL], build: 'ours plain', against: PLAIN, must: 2.2, stretch: 3 },
  { layers: ['seed CNN @32'], build: 'ours relaxed', against: ['LiteRT.js'], must: 1.5, stretch: 2.5 },
  { layers: ['seed CNN @32'], build: 'ours relaxed', against: ['ONNX Runtime', 'TensorFlow.js'], must: 2, stretch: 2.5 },
  ...[...BOTH, ...NETWORKS].map((goal) => ({ ...goal, build: 'ours relaxed', against: ALL })),
  ...[...BOTH, ...NETWORKS].map((goal) => ({ ...goal, build: 'ours plain', against: PLAIN })),
];

const ON_GPU = 'ours on WebGPU';
const [LITERT, OTHERS] = [['LiteRT.js on WebGPU'], ['ONNX Runtime on WebGPU', 'TensorFlow.js on WebGPU']];

/** What the software GPU can run in the time that there is. */
export const GPU_LAYERS = [...SPATIAL, ...SMALL, ...COPIED, '7x7 s2 3→32 @32', 'seed CNN @32'];

/** On WebGPU, asked of the software GPU, the only one that every machine has. @type {Goal[]} */
export const GPU_GOALS = [
  { layers: [...SPATIAL, ...SMALL], build: ON_GPU, against: LITERT, must: 2, stretch: 4 },
  { layers: [...SPATIAL, ...SMALL], build: ON_GPU, against: OTHERS, must: 10, stretch: 20 },
  { layers: ['1x1 256→64 @56'], build: ON_GPU, against: LITERT, must: 1.5, stretch: 3 },
  { layers: ['seed CNN @32'], build: ON_GPU, against: LITERT, must: 1.2, stretch: 2 },
];

/** Until the first output on WebGPU. @type {Goal[]} */
export const GPU_FIRST_GOALS = [
  { layers: GPU_LAYERS, build: ON_GPU, against: LITERT, must: 1, stretch: 2 },
  { layers: GPU_LAYERS, build: ON_GPU, against: OTHERS, must: 2, stretch: 2 },
];
