package dev.carafe.engine;

import dev.carafe.lifecycle.Invocation;
import dev.carafe.wire.Message;
import dev.carafe.wire.MessageChannel;
import dev.carafe.wire.ProtocolException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** How clients say that they were called. */
final class Invocations {
    private Invocations() {}

    static void requireSameBuild(Message.Invocation message, String build)
            throws ProtocolException {
        if (message.version() != MessageChannel.PROTOCOL_VERSION
                || !message.build().equals(build)) {
            throw new ProtocolException(
                    "the client is of another build, %s; this is %s"
                            .formatted(message.build(), build));
        }
    }

    /** The invocation that a message tells of. */
    static Invocation of(Message.Invocation message) {
        return new Invocation(
                message.argv(),
                environment(message.environment()),
                message.cwd(),
                message.pid(),
                message.terminals(),
                message.rows(),
                message.columns(),
                message.inheritedDescriptors(),
                message.umask());
    }

    /** As getenv(3) sees it: the first of two entries of one name counts. */
    private static Map<String, String> environment(List<String> entries) {
        Map<String, String> environment = new LinkedHashMap<>();
        for (String entry : entries) {
            int equals = entry.indexOf('=');
            if (equals > 0) {
                environment.putIfAbsent(entry.substring(0, equals), entry.substring(equals + 1));
            }
        }
        return environment;
    }
}
