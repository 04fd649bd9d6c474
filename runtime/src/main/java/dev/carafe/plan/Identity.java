package dev.carafe.plan;

import java.util.Map;

/** What the container is called and how its kernel parameters are set. */
final class Identity {
    private final Context context;
    private final ProgramBuilder program;

    Identity(Context context) {
        this.context = context;
        this.program = context.program();
    }

    /** A session keyring that is not the caller's; its name is the one that runc gives. */
    void keyring() {
        if (context.request().newKeyring()) {
            new Labels(context).labelKeys(Phase.INIT);
            joinKeyring();
        }
    }

    /** As {@link #keyring}, for a process whose keys are labelled already. */
    void joinKeyring() {
        if (context.request().newKeyring()) {
            program.init(
                    new IdentityOperation.SessionKeyring("_ses." + context.request().id()), "");
        }
    }

    /** The hostname and the domain name. */
    void names() {
        String hostname = context.config().hostname();
        if (hostname != null && !hostname.isEmpty()) {
            program.init(new IdentityOperation.SetHostname(hostname), "/hostname");
        }
        String domainname = context.config().domainname();
        if (domainname != null && !domainname.isEmpty()) {
            program.init(new IdentityOperation.SetDomainname(domainname), "/domainname");
        }
    }

    /** The kernel parameters. */
    void sysctls() {
        for (Map.Entry<String, String> entry : context.config().linux().sysctl().entrySet()) {
            program.init(
                    new IdentityOperation.WriteSysctl(path(entry.getKey()), entry.getValue()),
                    Pointers.at("/linux/sysctl", entry.getKey()));
        }
    }

    /**
     * The path below {@code /proc/sys}. The first separator says which of the two kinds the name
     * has; the other character then stands for itself: {@code net.ipv4.conf.eth0/1.forwarding};
     * sysctl.d(5).
     */
    static String path(String name) {
        int slash = name.indexOf('/');
        int dot = name.indexOf('.');
        if (dot < 0 || (slash >= 0 && slash < dot)) {
            return name;
        }
        return name.chars()
                .map(c ->
                        switch (c) {
                            case '.' -> '/';
                            case '/' -> '.';
                            default -> c;
                        })
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
