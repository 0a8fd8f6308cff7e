// Only types are in this entry point: types/react.d.ts.
export {};
