package dev.carafe.seccomp;

import java.util.LinkedHashMap;
import java.util.Optional;
import java.util.function.Consumer;

/** The programs that were used last, in a resident engine: 32 of them, at most 1 MiB. */
final class FilterMemory implements FilterCache {
    private static final int MAX_PROGRAMS = 32;

    private final LinkedHashMap<FilterKey, byte[]> programs = new LinkedHashMap<>(16, 0.75f, true);

    @Override
    public synchronized Optional<byte[]> get(FilterKey key, Consumer<String> debug) {
        return Optional.ofNullable(programs.get(key)).map(byte[]::clone);
    }

    @Override
    public synchronized void put(FilterKey key, byte[] program, Consumer<String> debug) {
        programs.put(key, program.clone());
        if (programs.size() > MAX_PROGRAMS) {
            programs.remove(programs.firstEntry().getKey());
        }
    }

    synchronized int size() {
        return programs.size();
    }
}
