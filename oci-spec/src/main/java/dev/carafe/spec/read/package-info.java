/** From the bytes of a config.json to records: JSON, schema, rules, in this order. */
@NullMarked
package dev.carafe.spec.read;

import org.jspecify.annotations.NullMarked;
