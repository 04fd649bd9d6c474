package dev.carafe.cli;

import dev.carafe.lifecycle.RequestException;
import dev.carafe.linux.CgroupMode;
import dev.carafe.linux.HostFacts;
import dev.carafe.spec.Config;
import dev.carafe.spec.write.ConfigWriter;
import dev.carafe.spec.write.SpecTemplate;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code carafe spec}: a config.json to begin with. */
final class SpecCommand implements Command {
    @Override
    public CommandSpec spec() {
        return Flags.of("spec", "Write a config.json to begin with, which runs sh.")
                .value("-b,--bundle", "DIR", "where to write it; the current directory by default")
                .on("--rootless", "for a container that an unprivileged user can run")
                .spec();
    }

    @Override
    public int run(Session session, ParseResult args) {
        if (!Flags.arguments(args).isEmpty()) {
            throw new UsageException("\"spec\" takes no arguments");
        }
        Path file = session.path(Flags.text(args, "--bundle").orElse("")).resolve("config.json");
        try {
            Files.writeString(
                    file,
                    text(session, Flags.isOn(args, "--rootless")),
                    StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
            return 0;
        } catch (FileAlreadyExistsException e) {
            throw new RequestException(
                    "File config.json exists. Remove it first: %s".formatted(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Session session, boolean rootless) {
        HostFacts facts = session.hostFacts();
        boolean cgroup2 = facts.cgroups().mode() == CgroupMode.V2;
        Config config =
                rootless
                        ? SpecTemplate.rootless(facts.uid(), facts.gid(), cgroup2)
                        : SpecTemplate.rootful(cgroup2);
        return ConfigWriter.write(config);
    }
}
