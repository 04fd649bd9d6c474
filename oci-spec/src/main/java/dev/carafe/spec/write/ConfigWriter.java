package dev.carafe.spec.write;

import dev.carafe.spec.Config;
import dev.carafe.spec.Hook;
import dev.carafe.spec.Hooks;
import dev.carafe.spec.IdMapping;
import dev.carafe.spec.Linux;
import dev.carafe.spec.Mount;
import dev.carafe.spec.Root;

/**
 * Writes config.json with the properties in the order of the runtime-spec's Go types, so that it
 * looks as engines' and runc's files do.
 */
public final class ConfigWriter {

    private ConfigWriter() {}

    /** The text of a config.json, tab-indented, without a line end after it. */
    public static String write(Config config) {
        return Out.indented(config, ConfigWriter::config);
    }

    private static void config(Out out, Config config) {
        out.alwaysText("ociVersion", config.ociVersion());
        out.object("process", config.process(), ProcessWriter::process);
        out.object("root", config.root(), ConfigWriter::root);
        out.text("hostname", config.hostname());
        out.text("domainname", config.domainname());
        out.objects("mounts", config.mounts(), ConfigWriter::mount);
        out.object(
                "hooks",
                config.hooks().equals(Hooks.NONE) ? null : config.hooks(),
                ConfigWriter::hooks);
        out.textMap("annotations", config.annotations());
        out.object(
                "linux",
                config.linux().equals(Linux.EMPTY) ? null : config.linux(),
                LinuxWriter::linux);
    }

    private static void root(Out out, Root root) {
        out.alwaysText("path", root.path());
        out.flag("readonly", root.readonly());
    }

    private static void mount(Out out, Mount mount) {
        out.alwaysText("destination", mount.destination());
        out.text("type", mount.type());
        out.text("source", mount.source());
        out.texts("options", mount.options());
        out.objects("uidMappings", mount.uidMappings(), ConfigWriter::idMapping);
        out.objects("gidMappings", mount.gidMappings(), ConfigWriter::idMapping);
    }

    static void idMapping(Out out, IdMapping mapping) {
        out.alwaysNumber("containerID", mapping.containerId());
        out.alwaysNumber("hostID", mapping.hostId());
        out.alwaysNumber("size", mapping.size());
    }

    private static void hooks(Out out, Hooks hooks) {
        out.objects("prestart", hooks.prestart(), ConfigWriter::hook);
        out.objects("createRuntime", hooks.createRuntime(), ConfigWriter::hook);
        out.objects("createContainer", hooks.createContainer(), ConfigWriter::hook);
        out.objects("startContainer", hooks.startContainer(), ConfigWriter::hook);
        out.objects("poststart", hooks.poststart(), ConfigWriter::hook);
        out.objects("poststop", hooks.poststop(), ConfigWriter::hook);
    }

    private static void hook(Out out, Hook hook) {
        out.alwaysText("path", hook.path());
        out.texts("args", hook.args());
        out.texts("env", hook.env());
        out.optionalNumber("timeout", hook.timeoutSeconds());
    }
}
