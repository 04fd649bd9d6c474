/** What criu(8) is asked and answers over its RPC socket: a few messages of its rpc.proto. */
@NullMarked
package dev.carafe.criu;

import org.jspecify.annotations.NullMarked;
