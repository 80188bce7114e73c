import static java.lang.classfile.ClassFile.ConstantPoolSharingOption.NEW_POOL;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassSignature;
import java.lang.classfile.Interfaces;
import java.lang.classfile.Signature;
import java.lang.classfile.attribute.InnerClassInfo;
import java.lang.classfile.attribute.InnerClassesAttribute;
import java.lang.classfile.attribute.SignatureAttribute;
import java.lang.classfile.constantpool.Utf8Entry;
import java.lang.constant.ClassDesc;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Makes one class implement the nested interface TO instead of FROM: java Relink.java CLASS-FILE FROM TO (binary names). */
void main(String[] args) throws Exception {
    Path file = Path.of(args[0]);
    ClassDesc from = ClassDesc.of(args[1]), to = ClassDesc.of(args[2]);
    ClassDesc toOuter = ClassDesc.of(args[2].substring(0, args[2].lastIndexOf('$')));
    ClassFile cf = ClassFile.of(NEW_POOL);
    var model = cf.parse(file);
    if (!mentions(model, args[1])) {
        if (!mentions(model, args[2])) throw new IllegalStateException(file + " mentions neither " + args[1] + " nor " + args[2]);
        return; // done by an earlier build
    }
    byte[] bytes = cf.transformClass(model, (out, e) -> out.with(switch (e) {
        case Interfaces i -> Interfaces.ofSymbols(i.interfaces().stream()
                .map(c -> c.asSymbol().equals(from) ? to : c.asSymbol()).toList());
        case SignatureAttribute s -> {
            ClassSignature c = s.asClassSignature();
            yield SignatureAttribute.of(ClassSignature.of(c.typeParameters(), c.superclassSignature(), c.superinterfaceSignatures().stream()
                    .map(t -> t.classDesc().equals(from) ? Signature.ClassTypeSig.of(to, t.typeArgs().toArray(Signature.TypeArg[]::new)) : t)
                    .toArray(Signature.ClassTypeSig[]::new)));
        }
        case InnerClassesAttribute a -> InnerClassesAttribute.of(a.classes().stream()
                .map(n -> n.innerClass().asSymbol().equals(from)
                        ? InnerClassInfo.of(to, Optional.of(toOuter), n.innerName().map(Utf8Entry::stringValue), n.flagsMask()) : n)
                .toList());
        default -> e;
    }));
    if (mentions(cf.parse(bytes), args[1])) throw new IllegalStateException(file + " still mentions " + args[1]);
    Files.write(file, bytes);
    IO.println("relinked " + file.getFileName() + ": " + args[1] + " -> " + args[2]);
}

boolean mentions(java.lang.classfile.ClassModel model, String name) {
    for (var entry : model.constantPool()) {
        if (entry instanceof Utf8Entry u && u.stringValue().contains(name.replace('.', '/'))) return true;
    }
    return false;
}
