package dev.carafe.linux;

import java.lang.reflect.Method;
import java.nio.channels.SocketChannel;

/**
 * The descriptor's number behind a channel.
 *
 * <p>The JDK has no public way to it. Every selectable channel of the JDK implements {@code
 * sun.nio.ch.SelChImpl}, whose public method gives it; the JVM runs with {@code --add-exports
 * java.base/sun.nio.ch=ALL-UNNAMED} for that. It is called by reflection, as {@code javac
 * --release} does not compile against packages that are not exported.
 */
final class ChannelDescriptor {
    private static final Method GETTER = getter();

    private ChannelDescriptor() {}

    static int of(SocketChannel channel) {
        try {
            return (int) GETTER.invoke(channel);
        } catch (ReflectiveOperationException e) {
            throw failure(e);
        }
    }

    private static Method getter() {
        try {
            return Class.forName("sun.nio.ch.SelChImpl").getMethod("getFDVal");
        } catch (ReflectiveOperationException e) {
            throw failure(e);
        }
    }

    private static IllegalStateException failure(ReflectiveOperationException reason) {
        return new IllegalStateException(
                "the JVM must run with --add-exports java.base/sun.nio.ch=ALL-UNNAMED", reason);
    }
}
