/**
 * Real engines with the runtime under test below them: containerd, Docker, Podman, and conmon as
 * CRI-O starts it. Each engine has its own state in a temporary directory, and images made on the
 * spot.
 */
@NullMarked
package dev.carafe.conformance.e2e;

import org.jspecify.annotations.NullMarked;
