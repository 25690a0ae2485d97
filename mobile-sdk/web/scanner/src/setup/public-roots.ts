import type { Roots } from "./link";

/**
 * Root keys whose private parts are public, as `x` of their JWK: that of the training, and that of every sandbox. The
 * service's tests keep them in step with what it derives them from.
 */
const PUBLIC_ROOTS: readonly string[] = [
  "dloA1DzDjIoMufUsFiX9zHNSSNpmDGYQz9Mko1utzck",
  "AICjQV9i4AliSgDHOE-Tf_QkeayQ9SWFGfv32sJ6IYQ",
];

/** Whether anybody can make passes for who trusts these roots: a sandbox or a training. */
export function arePublic(roots: Roots): boolean {
  return roots.keys.some((key) => PUBLIC_ROOTS.includes(key.x));
}
