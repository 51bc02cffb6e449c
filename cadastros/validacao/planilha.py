"""Lê um CSV como ele vier: vírgula ou ponto e vírgula, UTF-8 ou Latin-1."""

import csv
import io
import unicodedata
from collections.abc import Iterator

from cadastros.validacao.leiautes import Leiaute
from cadastros.validacao.tipos import Leitura, Linha, Problema, aviso, erro

LIMITE_DE_LINHAS = 100_000
SEPARADORES = (",", ";")
COMO_SALVAR = "Na planilha, salve de novo como “CSV UTF-8” e envie o novo arquivo."
# Começo de arquivos que não são CSV e que as pessoas costumam enviar no lugar dele.
ASSINATURAS = (
    (b"PK\x03\x04", "uma planilha do Excel ou do LibreOffice (XLSX ou ODS)"),
    (b"\xd0\xcf\x11\xe0", "uma planilha antiga do Excel (XLS)"),
    (b"%PDF", "um PDF"),
    (b"\xff\xfe", "um texto em UTF-16"),
    (b"\xfe\xff", "um texto em UTF-16"),
)


def ler(conteudo: bytes, leiaute: Leiaute) -> Leitura:
    """Separa linhas e colunas; pula a primeira linha. Não olha o conteúdo das células."""
    if problema := _nao_eh_csv(conteudo):
        return Leitura((), (problema,))
    texto, problemas = _decodificar(conteudo)
    separador = _separador(texto, len(leiaute.colunas))
    if separador != ",":
        problemas.append(_aviso_do_separador())
    try:
        linhas, achados = _linhas(texto, separador, leiaute)
    except csv.Error as motivo:
        return Leitura((), (*problemas, _erro_de_aspas(motivo)))
    problemas += achados
    if not linhas and not any(p.eh_erro for p in problemas):
        problemas.append(_sem_dados())
    return Leitura(tuple(linhas), tuple(problemas))


def _nao_eh_csv(conteudo: bytes) -> Problema | None:
    for assinatura, nome in ASSINATURAS:
        if conteudo.startswith(assinatura):
            return erro("nao_eh_csv", f"O arquivo é {nome}, não um CSV.", COMO_SALVAR)
    if b"\x00" in conteudo:
        return erro("nao_eh_csv", "O arquivo não é um texto: tem bytes nulos.", COMO_SALVAR)
    return None


def _decodificar(conteudo: bytes) -> tuple[str, list[Problema]]:
    try:
        return conteudo.decode("utf-8-sig"), []
    except UnicodeDecodeError:
        return _de_windows(conteudo), [
            aviso(
                "codificacao",
                "O arquivo não está em UTF-8; foi lido como Latin-1.",
                "Confira os acentos abaixo. Se estiverem errados, salve como “CSV UTF-8”.",
            )
        ]


def _de_windows(conteudo: bytes) -> str:
    """O "Latin-1" das planilhas é o do Windows, que tem travessão e aspas curvas."""
    try:
        return conteudo.decode("cp1252")
    except UnicodeDecodeError:
        return conteudo.decode("latin-1")


def _separador(texto: str, colunas: int) -> str:
    """O primeiro separador que dá o número certo de colunas nas linhas do começo."""
    for separador in SEPARADORES:
        if colunas in {len(c) for c in _comeco(texto, separador)}:
            return separador
    comeco = texto[:2000]
    return max(SEPARADORES, key=comeco.count)


def _comeco(texto: str, separador: str, quantas: int = 5) -> Iterator[list[str]]:
    leitor = csv.reader(io.StringIO(texto, newline=""), delimiter=separador)
    try:
        for _, celulas in zip(range(quantas), leitor, strict=False):
            yield celulas
    except csv.Error:
        return


def _linhas(texto: str, separador: str, leiaute: Leiaute) -> tuple[list[Linha], list[Problema]]:
    linhas: list[Linha] = []
    problemas: list[Problema] = []
    leitor = csv.reader(io.StringIO(texto, newline=""), delimiter=separador, strict=True)
    for numero, celulas in enumerate(leitor, start=1):
        if numero == 1:
            problemas += _conferir_primeira(celulas, leiaute)
        elif len(linhas) == LIMITE_DE_LINHAS:
            problemas.append(_linhas_demais())
            break
        elif not any(c.strip() for c in celulas):
            continue  # linha em branco
        elif len(celulas) != len(leiaute.colunas):
            problemas.append(_colunas_erradas(numero, len(celulas), leiaute))
        else:
            linhas.append(Linha(numero, [_limpa(c) for c in celulas]))
    return linhas, problemas


def _limpa(celula: str) -> str:
    celula = celula.strip()
    return celula if celula.isascii() else unicodedata.normalize("NFC", celula)


def _conferir_primeira(celulas: list[str], leiaute: Leiaute) -> list[Problema]:
    """A primeira linha é sempre pulada; se parecer dado, é melhor dizer."""
    parece_dado = len(celulas) == len(leiaute.colunas) and celulas[0].strip().isdigit()
    if not parece_dado:
        return []
    return [
        aviso(
            "primeira_linha",
            "A primeira linha parece ter dados, mas é sempre pulada: ali vai o cabeçalho.",
            "Se ela tem um registro, ponha o cabeçalho do modelo acima dela e envie de novo.",
            1,
        )
    ]


def _aviso_do_separador() -> Problema:
    return aviso(
        "separador",
        "As colunas estão separadas por ponto e vírgula; o SEI lê vírgula.",
        "Nada a fazer aqui: o arquivo que geramos para o SEI já sai com vírgula.",
    )


def _erro_de_aspas(motivo: csv.Error) -> Problema:
    if "field larger" in str(motivo):
        mensagem = "Uma célula é grande demais: as aspas de um texto não foram fechadas."
    else:
        mensagem = "As aspas de alguma célula não fecham, e dali em diante nada se separa."
    return erro("aspas", mensagem, 'Procure uma aspa sozinha (") num nome ou endereço e apague-a.')


def _colunas_erradas(numero: int, quantas: int, leiaute: Leiaute) -> Problema:
    esperadas = len(leiaute.colunas)
    return erro(
        "colunas",
        f"A linha tem {quantas} {'coluna' if quantas == 1 else 'colunas'} e o arquivo de "
        f"{leiaute.nome} tem {esperadas}.",
        "Compare com o modelo. Texto com vírgula vai entre aspas; coluna vazia também conta.",
        numero,
    )


def _linhas_demais() -> Problema:
    limite = f"{LIMITE_DE_LINHAS:,}".replace(",", ".")
    return erro(
        "linhas_demais",
        f"O arquivo passa de {limite} linhas, o limite desta página.",
        "Confira se exportou a planilha certa; se o tamanho for mesmo esse, fale com a Prodesp.",
    )


def _sem_dados() -> Problema:
    return erro(
        "sem_dados",
        "O arquivo não tem nenhuma linha de dados depois da primeira.",
        "Preencha o modelo a partir da segunda linha e envie de novo.",
    )
