export interface StartOptions {
  /**
   * The seed file that the account starts from, and returns to with reset().
   */
  seed?: string;
  /** More flags of `virtualmfa serve`, such as ['-profile', 'hardened']. */
  args?: string[];
  /**
   * The environment of the server; VIRTUALMFA_ROOT_ACCESS_KEY_ID and
   * VIRTUALMFA_ROOT_SECRET_ACCESS_KEY fix the root key.
   */
  env?: NodeJS.ProcessEnv;
}

/** A running server. It ends with stop(), or with this process. */
export interface Server {
  /** The endpoint of IAM and STS. */
  url: string;
  region: string;
  /** The access key of the account root. */
  credentials: { accessKeyId: string; secretAccessKey: string };
  /** The variables that AWS clients read, for programs that a test runs. */
  env: Record<string, string>;
  /**
   * The time by the server's clock: that of codes, budgets, time stamps and
   * sessions, not of signatures.
   */
  now(): Promise<Date>;
  /** Moves the clock. A device shows its next code after 30 seconds. */
  advance(seconds: number): Promise<void>;
  /** Makes the clock show a time, or without one the real time. */
  setClock(time?: Date): Promise<void>;
  /**
   * Empties the account, or takes it back to its seed, and sets the clock
   * right.
   */
  reset(): Promise<void>;
  /** The six digits that a device shows now. */
  code(seed: string | Uint8Array): Promise<string>;
  /**
   * The last two codes, older first: what EnableMFADevice and ResyncMFADevice
   * ask for.
   */
  codePair(seed: string | Uint8Array): Promise<[string, string]>;
  /** The audit records of every request that was answered, oldest first. */
  audit(): Array<Record<string, unknown>>;
  stop(): Promise<void>;
}

/** Starts a server on a free port of 127.0.0.1. */
export function start(options?: StartOptions): Promise<Server>;
