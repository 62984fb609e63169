"""The services of a .proto file as Swift enums of their methods."""
import sys

from .names import Comments, finish, header, is_raw, swift_name

ACCESS = 50210  # posmirror.v1.access
WORK = 50211  # posmirror.v1.work
# Whose methods carry no option of ours: MethodAccess+Foreign.swift and MethodWork+Foreign.swift
# have theirs.
FOREIGN = ("google.firestore.v1", "grpc.health.v1")
# The gate reads the tenant of these from the request.
OF_ONE_TENANT = ("trigger", "manage")


def option(method, wanted):
    """The value of the method's option of that number; 0 where it has none."""
    data, value = method.options.SerializeToString(), 0
    at = 0

    def varint():
        nonlocal at
        result = shift = 0
        while True:
            byte = data[at]
            at, result, shift = at + 1, result | (byte & 0x7F) << shift, shift + 7
            if byte < 0x80:
                return result

    while at < len(data):
        tag = varint()
        if tag & 7 == 0:
            number = varint()
            value = number if tag >> 3 == wanted else value
        elif tag & 7 == 2:
            length = varint()
            at += length
        else:
            sys.exit(f"{method.name} has an option of an unexpected type")
    return value


def case_of(name):
    return name[:1].lower() + name[1:]


def streaming(method):
    kinds = {(False, False): "unary", (False, True): "server", (True, True): "both"}
    kind = kinds.get((method.client_streaming, method.server_streaming))
    return kind or sys.exit(f"{method.name}: streams of requests alone are not supported")


def switch(kind, name, values):
    """A property of the enum: one line for each value, with the methods that have it."""
    out = [f"    public var {name}: {kind} {{", "        switch self {"]
    for value in dict.fromkeys(values.values()):
        cases = [f".{case}" for case in values if values[case] == value]
        lines, line = [], "        case " + cases[0]
        for case in cases[1:]:
            if len(line) + len(case) + 3 > 100:
                lines, line = lines + [line + ","], "            " + case
            else:
                line += ", " + case
        out += lines + [f"{line}: .{value}"] if len(line) + len(value) < 97 else (
            lines + [line + ":", f"            .{value}"])
    return out + ["        }", "    }"]


def typed(service, method):
    """The declaration of a method with its messages; those that stay bytes are ForeignMessage."""
    kind = {"unary": "UnaryCall", "server": "StreamCall", "both": "ExchangeCall"}[streaming(method)]
    request, reply = ("ForeignMessage" if is_raw(name) else swift_name(name)
                      for name in (method.input_type, method.output_type))
    case = case_of(method.name)
    line = f"    public static let {case} = {kind}<{request}, {reply}>("
    last = f"{service}Method.{case})"
    return [line + last] if len(line + last) <= 100 else [line, f"        {last}"]


def check(file, method, access_names, requests):
    """Refuses a method that does not say whom it is for, whose threads answer it, or whose tenant
    the gate would not find."""
    if not option(method, ACCESS):
        sys.exit(f"{file.name}: {method.name} does not say whom it is for: option (access)")
    if not option(method, WORK):
        sys.exit(f"{file.name}: {method.name} does not say whose threads answer it: option (work)")
    if access_names[option(method, ACCESS)] in OF_ONE_TENANT:
        fields = requests[method.input_type].field
        if not any((field.name, field.number) == ("org_id", 1) for field in fields):
            sys.exit(f"{file.name}: field 1 of the request of {method.name} must be org_id")


def generate(file, access_names, work_names, requests):
    """Yields (type name, Swift text) for every service of a .proto file."""
    comments = Comments(file)
    for i, service in enumerate(file.service):
        full, name = f"{file.package}.{service.name}", f"{service.name}Method"
        out = header(file) + comments.lines([6, i], "")
        out += [f"/// The methods of `{full}`.", f"public enum {name}: String, ServiceMethod {{"]
        for j, method in enumerate(service.method):
            out += comments.lines([6, i, 2, j], "    ")
            out.append(f'    case {case_of(method.name)} = "{method.name}"')
        out += ["", f'    public static let service = "{full}"', ""]
        if file.package not in FOREIGN:
            for method in service.method:
                check(file, method, access_names, requests)
            out += switch("MethodAccess", "access", {
                case_of(m.name): access_names[option(m, ACCESS)] for m in service.method}) + [""]
            out += switch("MethodWork", "work", {
                case_of(m.name): work_names[option(m, WORK)] for m in service.method}) + [""]
        out += switch("MethodStreaming", "streaming", {
            case_of(m.name): streaming(m) for m in service.method})
        out += ["}", "", f"/// The methods of `{full}` with their messages.",
                f"public enum {service.name}Call {{"]
        for method in service.method:
            out += typed(service.name, method)
        yield name, finish(out + ["}"])
