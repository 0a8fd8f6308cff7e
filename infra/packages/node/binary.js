'use strict';

/** The path of the binary, which the package of this platform has. */
exports.path = () => {
  const platform = `${process.platform}-${process.arch}`;
  try {
    return require.resolve(`@virtual-mfa/server-${platform}/virtualmfa`);
  } catch {
    throw new Error(
      `@virtual-mfa/server-${platform} is not installed: there is no binary for this platform, ` +
        'or npm was told to leave out optional dependencies',
    );
  }
};
