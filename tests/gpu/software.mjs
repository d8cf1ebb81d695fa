// The GPU that every machine with a Chromium has: SwiftShader, which comes with it, for Dawn in Node (npm webgpu).

import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { chromium } from '../../web/build/system.mjs';

const ICD = 'vk_swiftshader_icd.json';

/**
 * What has to be in a process's environment when it starts, so that it finds SwiftShader; null where there is none.
 * @returns {Record<string, string> | null}
 */
export function software() {
  const program = chromium();
  const folders = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome', ...(program ? [dirname(realpathSync(program))] : [])];
  const folder = folders.find((name) => existsSync(join(name, ICD)));
  if (!folder) return null;
  // Where the system has no Vulkan of its own, Chromium's will do.
  const vulkan = readdirSync(folder).some((name) => name.startsWith('libvulkan.so'));
  return { VK_ICD_FILENAMES: join(folder, ICD), ...(vulkan ? { LD_LIBRARY_PATH: folder } : {}) };
}
