package dev.carafe.cli;

import dev.carafe.criu.CgroupMode;
import dev.carafe.criu.NetworkLock;
import dev.carafe.lifecycle.CriuFlags;
import java.util.Optional;
import picocli.CommandLine.ParseResult;

/** The flags that {@code checkpoint} and {@code restore} have in common. */
final class CriuFlagsOf {
    private static final String DEFAULT_IMAGES = "checkpoint";

    private CriuFlagsOf() {}

    static Flags addTo(Flags flags) {
        return flags.value(
                        "--image-path",
                        "DIR",
                        "directory of the images (default: ./" + DEFAULT_IMAGES + ")")
                .value("--work-path", "DIR", "directory of the log (default: that of the images)")
                .on("--tcp-established", "allow established TCP connections")
                .on("--ext-unix-sk", "allow Unix sockets whose other end is outside")
                .on("--shell-job", "allow a session or a terminal that is not the container's own")
                .on("--lazy-pages", "have memory fetched when it is touched, by userfaultfd")
                .on("--file-locks", "keep file locks")
                .value(
                        "--manage-cgroups-mode",
                        "MODE",
                        "soft, full, strict or ignore (default: soft)")
                .value("--empty-ns", "TYPE", "keep nothing of this namespace: network")
                .on("--auto-dedup", "drop what a later dump has of the memory again")
                .value(
                        "--network-lock",
                        "METHOD",
                        "how the network is kept quiet: iptables, nftables or skip");
    }

    static CriuFlags of(Session session, ParseResult args) {
        Flags.text(args, "--empty-ns")
                .filter(type -> !type.equals("network"))
                .ifPresent(type -> {
                    throw new UsageException(
                            "namespace \"%s\" is not supported by --empty-ns".formatted(type));
                });
        return new CriuFlags(
                session.globals().criu(),
                session.path(Flags.text(args, "--image-path").orElse(DEFAULT_IMAGES)),
                Flags.text(args, "--work-path").map(session::path),
                Flags.isOn(args, "--tcp-established"),
                Flags.isOn(args, "--ext-unix-sk"),
                Flags.isOn(args, "--shell-job"),
                Flags.isOn(args, "--file-locks"),
                Flags.isOn(args, "--auto-dedup"),
                Flags.isOn(args, "--lazy-pages"),
                Flags.text(args, "--manage-cgroups-mode")
                        .map(CriuFlagsOf::mode)
                        .orElse(CgroupMode.DEFAULT),
                networkLock(args));
    }

    private static CgroupMode mode(String name) {
        return CgroupMode.named(name)
                .orElseThrow(() ->
                        new UsageException(
                                "invalid value \"%s\" for --manage-cgroups-mode: there are soft, full, strict and ignore"
                                        .formatted(name)));
    }

    private static Optional<NetworkLock> networkLock(ParseResult args) {
        return Flags.text(args, "--network-lock")
                .map(name ->
                        NetworkLock.named(name)
                                .orElseThrow(() ->
                                        new UsageException(
                                                "invalid value \"%s\" for --network-lock: there are iptables, nftables and skip"
                                                        .formatted(name))));
    }
}
