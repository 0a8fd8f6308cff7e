// Throw-away apps outside the source tree, in which the package is installed
// from the tarball that `npm pack` makes.
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const web = fileURLToPath(new URL('../..', import.meta.url));

/** Packs the package and installs the tarball. Call `remove` when done. */
export function packAndInstall() {
  const folder = mkdtempSync(join(tmpdir(), 'toolkit-'));
  const pack = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const [report] = JSON.parse(run('npm', pack, web));
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  run('npm', ['install', '--offline', '--no-audit', '--no-fund', `./${report.filename}`], folder);
  return {
    folder,
    tarball: join(folder, report.filename),
    /** @type {string[]} */
    packed: report.files.map((/** @type {{ path: string }} */ file) => file.path),
    installed: join(folder, 'node_modules/@virtual-mfa/toolkit'),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

/**
 * Makes an app of these files.
 *
 * @param {{ folder: string, installed: string }} toolkit
 * @param {string} name
 * @param {Record<string, string>} files
 * @param {Record<string, string>} [packages] what it depends on: a name, and
 *   the folder where it is installed
 * @returns {string} its folder
 */
export function makeApp({ folder, installed }, name, files, packages = {}) {
  const app = join(folder, name);
  const manifest = JSON.stringify({ private: true, type: 'module' });
  for (const [path, text] of Object.entries({ 'package.json': manifest, ...files })) {
    mkdirSync(dirname(join(app, path)), { recursive: true });
    writeFileSync(join(app, path), text);
  }
  cpSync(installed, join(app, 'node_modules/@virtual-mfa/toolkit'), { recursive: true });
  for (const [packageName, from] of Object.entries(packages)) {
    mkdirSync(dirname(join(app, 'node_modules', packageName)), { recursive: true });
    symlinkSync(from, join(app, 'node_modules', packageName));
  }
  return app;
}

/**
 * Where the packages that web/package.json names are.
 *
 * @param {string[]} names
 */
export const fromWeb = (...names) =>
  Object.fromEntries(names.map((name) => [name, join(web, 'node_modules', name)]));

/**
 * @param {string} name of a package that is installed there
 * @param {string} [modules] a folder
 */
export const versionOf = (name, modules = join(web, 'node_modules')) =>
  JSON.parse(readFileSync(join(modules, name, 'package.json'), 'utf8')).version;

/**
 * Installs the packages of a folder of these tests, as its lock file says.
 *
 * @param {string} folder below web/
 */
export function installLocked(folder) {
  const at = join(web, folder);
  const stamp = join(at, 'node_modules/.installed');
  const lock = readFileSync(join(at, 'package-lock.json'), 'utf8');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return join(at, 'node_modules');
  run('npm', ['ci', '--no-audit', '--no-fund'], at);
  writeFileSync(stamp, lock);
  return join(at, 'node_modules');
}

/** @param {string} command @param {string[]} options @param {string} cwd */
export const run = (command, options, cwd) =>
  execFileSync(command, options, { cwd, stdio: ['ignore', 'pipe', 'pipe'] }).toString();
