"""O que chega para conferir: arquivo de planilha ou células coladas."""

from django.conf import settings
from django.core.exceptions import ValidationError

from cadastros.validacao import abrir
from seicidades.comum.ods import parece_ods
from seicidades.documentos import servicos as documentos
from seicidades.documentos.reconhecimento import MB, Recusa, Tipo, nomes, pacote

TIPOS = (Tipo.CSV, Tipo.XLSX)
ACEITOS = ("csv", "xlsx", "ods")
NOME_DO_COLADO = "colado-da-planilha.tsv"


def conferir_planilha(upload) -> str:
    """Confere nome, tamanho e conteúdo, abrindo a planilha; devolve o nome sem enfeites.

    Raises:
        ValidationError: com o que há de errado e a saída.
    """
    comeco = upload.read(200)
    upload.seek(0)
    if parece_ods(comeco):
        nome = _conferir_ods(upload)
    else:
        nome = documentos.conferir(upload, tipos=TIPOS).nome
    if comeco.startswith(b"PK"):
        _abrir(upload)
    return nome


def _conferir_ods(upload) -> str:
    nome = nomes.higienizar(upload.name or "")
    if nomes.extensao(nome) != "ods":
        raise ValidationError(
            f"“{nome}” é uma planilha ODS com outro fim no nome. "
            "Confira se é o arquivo certo e troque o fim do nome para .ods.",
            code="extensao",
        )
    if upload.size > settings.TAMANHO_MAXIMO_MB * MB:
        raise ValidationError(
            f"“{nome}” passa de {settings.TAMANHO_MAXIMO_MB} MB, o limite. "
            "Deixe nela só a tabela e envie de novo.",
            code="grande",
        )
    try:
        pacote.abrir(upload, upload.size)
    except Recusa as recusa:
        raise ValidationError(recusa.motivo.frase(nome, TIPOS), code=recusa.motivo.codigo) from None
    finally:
        upload.seek(0)
    return nome


def _abrir(upload) -> None:
    entrada = abrir(upload.read(), 0)
    upload.seek(0)
    if not entrada.folhas:
        problema = entrada.problemas[0]
        raise ValidationError(f"{problema.mensagem} {problema.saida}", code=problema.codigo)
    if not any(folha.linhas for folha in entrada.folhas):
        raise ValidationError(
            "A planilha não tem nenhuma célula preenchida nas abas visíveis. "
            "Confira se é o arquivo certo e envie de novo.",
            code="vazio",
        )
