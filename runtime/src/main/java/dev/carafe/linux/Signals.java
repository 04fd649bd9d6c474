package dev.carafe.linux;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Signal names and numbers of Linux on x86-64, arm64 and riscv64; signal(7). */
public final class Signals {
    public static final int SIGKILL = 9;
    public static final int SIGTERM = 15;

    /** The names by number; the first is unused. */
    private static final List<String> NAMES =
            List.of(
                    "", "HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL", "USR1",
                    "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKFLT", "CHLD", "CONT", "STOP",
                    "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTALRM", "PROF", "WINCH", "IO",
                    "PWR", "SYS");

    private static final int RTMIN = 34;
    private static final int RTMAX = 64;

    private Signals() {}

    /**
     * The number for what a user wrote: {@code KILL}, {@code sigkill}, {@code 9}, {@code RTMIN+3}.
     *
     * @return empty for an unknown name, or a number that is not 0 to 64
     */
    public static Optional<Integer> parse(String text) {
        if (text.matches("[0-9]{1,3}")) {
            return Optional.of(Integer.parseInt(text)).filter(number -> number <= RTMAX);
        }
        String upper = text.toUpperCase(Locale.ROOT);
        String name = upper.startsWith("SIG") ? upper.substring(3) : upper;
        if (name.startsWith("RT")) {
            return realtime(name);
        }
        int number =
                switch (name) {
                    case "" -> -1;
                    case "IOT" -> NAMES.indexOf("ABRT");
                    case "CLD" -> NAMES.indexOf("CHLD");
                    case "POLL" -> NAMES.indexOf("IO");
                    case "UNUSED" -> NAMES.indexOf("SYS");
                    default -> NAMES.indexOf(name);
                };
        return number < 0 ? Optional.empty() : Optional.of(number);
    }

    private static Optional<Integer> realtime(String name) {
        String offset = name.length() > 5 ? name.substring(5) : "+0";
        if (!offset.matches("[+-][0-9]{1,2}")) {
            return Optional.empty();
        }
        int base =
                switch (name.substring(0, Math.min(5, name.length()))) {
                    case "RTMIN" -> RTMIN;
                    case "RTMAX" -> RTMAX;
                    default -> Integer.MAX_VALUE / 2;
                };
        return Optional.of(base + Integer.parseInt(offset))
                .filter(number -> number >= RTMIN && number <= RTMAX);
    }

    /** The name of a signal: {@code SIGKILL}, {@code SIGRTMIN+3}. */
    public static String name(int signal) {
        if (signal >= RTMIN && signal <= RTMAX) {
            return "SIGRTMIN+" + (signal - RTMIN);
        }
        return signal > 0 && signal < NAMES.size() ? "SIG" + NAMES.get(signal) : "signal " + signal;
    }
}
