/** The OCI runtime-spec's files as Java records, with their schema and semantic validation. */
@NullMarked
package dev.carafe.spec;

import org.jspecify.annotations.NullMarked;
