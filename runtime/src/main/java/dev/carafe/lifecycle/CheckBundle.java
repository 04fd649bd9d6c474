package dev.carafe.lifecycle;

import dev.carafe.cgroup.CgroupCheck;
import dev.carafe.cgroup.CgroupException;
import dev.carafe.cgroup.CgroupPlan;
import dev.carafe.cgroup.ResctrlGroup;
import dev.carafe.check.Finding;
import dev.carafe.check.HostCheck;
import dev.carafe.check.HostFiles;
import dev.carafe.plan.Compiler;
import dev.carafe.plan.Program;
import dev.carafe.plan.SystemCallFilter;
import dev.carafe.spec.Config;
import dev.carafe.spec.IntelRdt;
import dev.carafe.spec.NamespaceType;
import dev.carafe.spec.error.Problem;
import dev.carafe.spec.error.SpecException;
import dev.carafe.spec.rules.Warnings;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Looks for everything that would make create or start of a bundle fail, and changes nothing.
 *
 * @param site where the container would be
 */
public record CheckBundle(Site site) {
    /**
     * What was found.
     *
     * @param file the config.json
     * @param valid whether config.json is valid, so that the host was looked at
     * @param problems in order: those that make it fail, and those that may
     */
    public record Result(Path file, boolean valid, List<Located> problems) {
        public Result {
            problems = List.copyOf(problems);
        }

        /** Whether nothing stands in the way. */
        public boolean isFine() {
            return problems.stream()
                    .noneMatch(p -> p.finding().severity() == Finding.Severity.ERROR);
        }
    }

    /**
     * A finding and where in config.json it is.
     *
     * @param line counted from 1; 0 for none
     * @param prefix how the text begins: the place; may be empty
     */
    public record Located(Finding finding, int line, String prefix) {
        /** One line of text. */
        public String text() {
            String hint = finding.hint().isEmpty() ? "" : "; " + finding.hint();
            return prefix + finding.message() + hint;
        }
    }

    /**
     * Checks a bundle.
     *
     * @param config name of its configuration: config.json, or an absolute path
     * @throws RequestException when there is none, or no config.json in it
     */
    public Result check(Path directory, String config) {
        try {
            Bundle bundle = Bundle.read(directory, config, site.configs());
            List<Located> located = new ArrayList<>();
            for (Finding finding : findings(bundle)) {
                ErrorPlace place = bundle.at(finding.pointer());
                located.add(new Located(finding, place.line(), place.prefix()));
            }
            return new Result(bundle.text().file(bundle.directory()), true, located);
        } catch (BundleException e) {
            List<Located> located = new ArrayList<>();
            for (Problem problem : e.problems()) {
                located.add(
                        new Located(
                                Finding.error(problem.pointer(), problem.message()),
                                problem.line(),
                                e.prefix(problem)));
            }
            return new Result(e.file(), false, located);
        }
    }

    private List<Finding> findings(Bundle bundle) {
        Config config = bundle.config();
        List<Finding> findings = new ArrayList<>();
        Site caller = mayRun(config, findings);
        warn(Warnings.of(config), findings);
        warn(bundle.text().unknownProperties(), findings);
        Optional<SystemCallFilter> filter = filter(bundle, findings);
        Optional<CgroupPlan> cgroups = cgroups(bundle, findings);
        resctrl(bundle, findings);
        // Without what could not be had there is nothing to compile for.
        if (cgroups.isPresent() && (filter.isPresent() || config.linux().seccomp() == null)) {
            compile(caller, bundle, cgroups.get(), filter, findings);
        }
        return findings;
    }

    /** For a caller that is not root, a bundle without a user namespace is looked at as root's. */
    private Site mayRun(Config config, List<Finding> findings) {
        if (site.facts().uid() == 0 || config.linux().has(NamespaceType.USER)) {
            return site;
        }
        findings.add(
                Finding.error(
                        "/linux/namespaces",
                        "without a user namespace only root can run it",
                        "see carafe spec --rootless"));
        return PlanContainer.asRoot(site);
    }

    private static void warn(List<Problem> warnings, List<Finding> findings) {
        warnings.forEach(w -> findings.add(Finding.warning(w.pointer(), w.message(), "")));
    }

    private Optional<SystemCallFilter> filter(Bundle bundle, List<Finding> findings) {
        try {
            return Filters.of(site, bundle);
        } catch (BundleException e) {
            e.problems().forEach(p -> findings.add(Finding.error(p.pointer(), p.message())));
            return Optional.empty();
        }
    }

    private Optional<CgroupPlan> cgroups(Bundle bundle, List<Finding> findings) {
        try {
            String path = bundle.config().linux().cgroupsPath();
            CgroupPlan plan =
                    site.cgroups().resolve(path, PlanContainer.ID, bundle.config().annotations());
            CgroupCheck.missing(
                            bundle.config().linux().resources(),
                            plan,
                            site.facts().cgroups(),
                            site.facts().uid() != 0 || site.facts().inUserNamespace())
                    .forEach(p -> findings.add(Finding.error(p.pointer(), p.message())));
            return Optional.of(plan);
        } catch (CgroupException e) {
            findings.add(Finding.error(e.pointer(), String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    private void resctrl(Bundle bundle, List<Finding> findings) {
        IntelRdt intelRdt = bundle.config().linux().intelRdt();
        if (intelRdt == null) {
            return;
        }
        try {
            ResctrlGroup _ = ResctrlGroup.plan(intelRdt, site.facts().resctrl(), PlanContainer.ID);
        } catch (CgroupException e) {
            findings.add(Finding.error(e.pointer(), String.valueOf(e.getMessage())));
        }
    }

    private static Set<Path> directories(CgroupPlan cgroups) {
        Set<Path> all = new HashSet<>(cgroups.directories().v1().values());
        cgroups.directories().v2().ifPresent(all::add);
        return all;
    }

    private static void compile(
            Site caller,
            Bundle bundle,
            CgroupPlan cgroups,
            Optional<SystemCallFilter> filter,
            List<Finding> findings) {
        try {
            Program program =
                    Compiler.compile(
                            bundle.config(),
                            PlanContainer.request(bundle, cgroups.directories()),
                            caller.facts(),
                            filter);
            warn(program.warnings(), findings);
            findings.addAll(
                    HostCheck.check(
                            bundle.config(),
                            program,
                            bundle.directory(),
                            directories(cgroups),
                            caller.facts(),
                            HostFiles.of(caller.client().invocation().pid())));
        } catch (SpecException e) {
            e.problems().forEach(p -> findings.add(Finding.error(p.pointer(), p.message())));
        }
    }
}
