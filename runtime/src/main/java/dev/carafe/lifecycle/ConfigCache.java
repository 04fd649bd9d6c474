package dev.carafe.lifecycle;

import dev.carafe.spec.Config;
import dev.carafe.spec.error.SpecException;
import dev.carafe.spec.read.ConfigReader;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configurations that were read lately, by their whole text: an engine makes many containers
 * from few of them, and a text means the same every time. The file is read at each use, so what is
 * known here can never be out of date.
 *
 * <p>For all sessions of an engine at once. Only valid configurations are kept, few of them, and no
 * large ones.
 */
public final class ConfigCache {
    static final int MAX_ENTRIES = 32;

    /** Of text, in all entries together. */
    static final int MAX_BYTES = 1 << 20;

    private final Map<ConfigText, Known> entries = new LinkedHashMap<>(16, 0.75f, true);
    private int bytes;

    /**
     * A valid configuration.
     *
     * @param text equal to the one that was asked for, with what is known of its lines already
     * @param config what it says
     */
    record Known(ConfigText text, Config config) {}

    /**
     * What a text says.
     *
     * @throws SpecException when it is not valid
     */
    Known read(ConfigText text) throws SpecException {
        Known known = find(text);
        if (known != null) {
            return known;
        }
        return add(new Known(text, ConfigReader.read(text.bytes())));
    }

    private synchronized @Nullable Known find(ConfigText text) {
        return entries.get(text);
    }

    /** Another session may have been faster: then its entry stays. */
    private synchronized Known add(Known known) {
        int length = known.text().length();
        if (length > MAX_BYTES) {
            return known;
        }
        Known earlier = entries.putIfAbsent(known.text(), known);
        if (earlier != null) {
            return earlier;
        }
        bytes += length;
        Iterator<ConfigText> eldest = entries.keySet().iterator();
        while (entries.size() > MAX_ENTRIES || bytes > MAX_BYTES) {
            bytes -= eldest.next().length();
            eldest.remove();
        }
        return known;
    }

    /** How many configurations are known. */
    synchronized int size() {
        return entries.size();
    }
}
