// bench.js puts one of contenders/ in this place.
declare module 'contender' {
  export function start(): Promise<{
    code(seed: string, ms: number): string | Promise<string>;
    svg(text: string): string | Promise<string>;
    moduleMemory?(): number | undefined;
  }>;
}
