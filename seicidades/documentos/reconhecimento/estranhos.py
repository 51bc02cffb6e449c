"""Formatos que aparecem muito e não são aceitos: cada um com o seu jeito de resolver."""

from seicidades.documentos.reconhecimento.tipos import Motivo

_EXECUTAVEL = Motivo(
    "é um programa, que não é aceito",
    "Envie o documento em si, em um dos tipos aceitos.",
    "executavel",
)
_COMPACTADO = Motivo(
    "é um pacote compactado, que não é aceito",
    "Abra o pacote e envie cada arquivo em separado.",
    "zip",
)
_OFFICE_ANTIGO = Motivo(
    "está protegido por senha ou no formato antigo do Office (DOC, XLS)",
    "Retire a senha, use Salvar como, escolha DOCX ou XLSX e envie a cópia.",
    "office_antigo",
)
_OUTRA_IMAGEM = Motivo(
    "é uma imagem em formato que não é aceito",
    "Salve a imagem como JPEG ou PNG e envie a cópia.",
    "imagem",
)
_FOTO_HEIC = Motivo(
    "é uma foto no formato HEIC, do iPhone, que muitos computadores não abrem",
    "Exporte a foto como JPEG e envie a cópia.",
    "heic",
)
_RTF = Motivo(
    "está no formato RTF, que não é aceito",
    "Use Salvar como, escolha PDF ou DOCX e envie a cópia.",
    "rtf",
)

_ASSINATURAS = (
    (0, b"MZ", _EXECUTAVEL),
    (0, b"\x7fELF", _EXECUTAVEL),
    (0, b"\xca\xfe\xba\xbe", _EXECUTAVEL),
    (0, b"L\0\0\0\x01\x14\x02\0", _EXECUTAVEL),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OFFICE_ANTIGO),
    (0, b"Rar!\x1a\x07", _COMPACTADO),
    (0, b"7z\xbc\xaf\x27\x1c", _COMPACTADO),
    (0, b"\x1f\x8b", _COMPACTADO),
    (0, b"PK\x05\x06", _COMPACTADO),
    (0, b"GIF8", _OUTRA_IMAGEM),
    (0, b"BM", _OUTRA_IMAGEM),
    (0, b"II*\0", _OUTRA_IMAGEM),
    (0, b"MM\0*", _OUTRA_IMAGEM),
    (8, b"WEBP", _OUTRA_IMAGEM),
    (4, b"ftyphei", _FOTO_HEIC),
    (4, b"ftypmif1", _FOTO_HEIC),
    (0, b"{\\rtf", _RTF),
)


def formato_recusado(comeco: bytes) -> Motivo | None:
    """O motivo, se os primeiros bytes forem de um formato conhecido que não se aceita."""
    for onde, assinatura, motivo in _ASSINATURAS:
        if comeco.startswith(assinatura, onde) and _binario(comeco, assinatura):
            return motivo
    return None


def _binario(comeco: bytes, assinatura: bytes) -> bool:
    """Duas letras não bastam: uma tabela pode começar por "MZ" ou "BM"."""
    return len(assinatura) > 2 or b"\0" in comeco or assinatura == b"\x1f\x8b"
