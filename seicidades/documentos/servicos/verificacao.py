"""O código de verificação: sortear, escrever, achar e comparar."""

import hashlib
import secrets

from django.conf import settings
from django.urls import reverse

from seicidades.documentos.declaracao import Formato
from seicidades.documentos.models import DocumentoGerado
from seicidades.documentos.models.gerado import LETRAS_DO_CODIGO

# Sem 0, 1, I, L, O e U: nada que se confunda ao ler ou ao ditar. 30¹² códigos.
ALFABETO = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def sortear_codigo() -> str:
    return "".join(secrets.choice(ALFABETO) for _ in range(LETRAS_DO_CODIGO))


def limpar_codigo(texto: str) -> str:
    """O código sem traços nem espaços, em maiúsculas; vazio, se não pode ser um."""
    codigo = "".join(letra for letra in texto.upper() if letra.isalnum())
    inteiro = len(codigo) == LETRAS_DO_CODIGO and set(codigo) <= set(ALFABETO)
    return codigo if inteiro else ""


def achar_por_codigo(texto: str) -> DocumentoGerado | None:
    """O documento pronto que tem este código, com os arquivos."""
    codigo = limpar_codigo(texto)
    if not codigo:
        return None
    prontos = DocumentoGerado.objects.prontos().select_related("orgao__municipio")
    return prontos.prefetch_related("arquivos__arquivo").filter(codigo=codigo).first()


def endereco_de_verificacao(documento: DocumentoGerado) -> str:
    """O endereço público, inteiro: é o que vai no QR."""
    caminho = reverse("verificacao:codigo", args=[documento.codigo_escrito])
    return settings.ENDERECO_PUBLICO.rstrip("/") + caminho


def mesmo_conteudo(documento: DocumentoGerado, upload) -> Formato | None:
    """O formato cujo conteúdo é, byte a byte, o do envio; o envio não é guardado."""
    resumo = hashlib.sha256()
    for pedaco in upload.chunks():
        resumo.update(pedaco)
    digitos = resumo.hexdigest()
    iguais = (a for a in documento.arquivos.all() if a.arquivo.sha256 == digitos)
    return next((Formato(a.formato) for a in iguais), None)
