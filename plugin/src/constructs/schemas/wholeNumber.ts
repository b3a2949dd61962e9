/** The schema of a whole number between two others; `what` says of what it is. */
export const wholeNumber = <Least extends number, Most extends number>(minimum: Least, maximum: Most, what = '') =>
  ({ type: 'integer', minimum, maximum, description: `a whole number${what} from ${minimum} to ${maximum}` }) as const;
