// The part of avsc that knows types: a bundle of its index would carry files, services and streams, too.
declare module 'avsc/lib/types.js' {
  import type { Type } from 'avsc';

  const types: { readonly Type: typeof Type };
  export default types;
}
