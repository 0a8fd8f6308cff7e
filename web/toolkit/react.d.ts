// The types of both elements in JSX, for React 18 and 19.
import type { DetailedHTMLProps, HTMLAttributes } from 'react';
import type { MfaCode, MfaQR } from './elements.js';
import type { ToolkitError } from './error.js';

type Props<Element, Own> = DetailedHTMLProps<HTMLAttributes<Element>, Element> &
  Own & {
    class?: string;
    /** React 19 listens to custom events in this way. */
    'onmfa-error'?: (event: CustomEvent<ToolkitError>) => void;
  };

declare module 'react' {
  namespace JSX {
    interface IntrinsicElements {
      'mfa-qr': Props<MfaQR, { uri?: string | null; label?: string }>;
      'mfa-code': Props<MfaCode, { seed?: string | null; uri?: string | null }>;
    }
  }
}
