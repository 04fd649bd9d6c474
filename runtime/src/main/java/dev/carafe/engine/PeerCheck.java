package dev.carafe.engine;

import java.nio.channels.SocketChannel;
import java.util.Optional;

/** Decides whether a connecting process may be served. */
@FunctionalInterface
interface PeerCheck {
    /** Why the process at the other end is not served; empty when it is. */
    Optional<String> objection(SocketChannel peer);
}
