/** Reading access to JSON trees. */
@NullMarked
package dev.carafe.spec.tree;

import org.jspecify.annotations.NullMarked;
