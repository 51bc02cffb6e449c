"""Lê ODS, o formato do LibreOffice, direto do XML: nada é executado nem buscado fora.

As repetições que o formato permite ("esta linha, um milhão de vezes") só valem
até os limites; linhas e colunas vazias repetidas não ocupam nada.
"""

import zipfile
from io import BytesIO
from xml.parsers import expat

from seicidades.comum.planilhas import (
    ABAS_MAXIMAS,
    ABERTO_MAXIMO,
    ESTRAGOS,
    MESCLAS_MAXIMAS,
    Aba,
    Limites,
    Mescla,
    danificado,
    recusado,
    recusar_entidade,
)

TIPO_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_CELULAS = ("table-cell", "covered-table-cell")
_NUMEROS = ("float", "percentage", "currency")
_BRANCOS = {"tab": "\t", "line-break": "\n"}
# Pastas e partes onde o LibreOffice guarda programas.
_ATIVOS = ("basic/", "scripts/", "dialogs/")


def parece_ods(conteudo: bytes) -> bool:
    """Pelo tipo que o formato manda gravar na primeira parte, sem compressão."""
    return conteudo.startswith(b"PK\x03\x04") and TIPO_ODS in conteudo[:200]


def ler_abas_ods(conteudo: bytes, limites: Limites | None = None) -> list[Aba]:
    """As abas de um ODS; números, como números; datas, como o formato as escreve.

    Raises:
        ArquivoRecusado: com macros, danificado ou grande demais por dentro.
    """
    leitor = _Leitor(limites or Limites())
    try:
        with zipfile.ZipFile(BytesIO(conteudo)) as pacote:
            leitor.ler(_conteudo(pacote))
    except ESTRAGOS as erro:
        raise danificado() from erro
    return leitor.abas


def _conteudo(pacote: zipfile.ZipFile) -> bytes:
    partes = pacote.infolist()
    if any(p.filename.lower().startswith(_ATIVOS) for p in partes):
        raise recusado("macros", "A planilha tem macros, que não são aceitas.")
    if sum(p.file_size for p in partes) > ABERTO_MAXIMO:
        raise recusado("grande_por_dentro", "Aberta, a planilha ocupa espaço demais.")
    return pacote.read("content.xml")


class _Leitor:
    """Monta as abas à medida que o XML passa."""

    def __init__(self, limites: Limites):
        self.limites = limites
        self.abas: list[Aba] = []
        self.nome = ""
        self.linhas: dict[int, list] = {}
        self.mesclas: list[Mescla] = []
        self.cheias: list[tuple[int, object]] = []
        self.linha = self.coluna = self.repete_linha = self.area = 0
        self.celula: dict[str, str] | None = None
        self.textos: list[list[str]] = []
        self.fora = 0  # dentro de anotação, cujo texto não é da célula
        self.tabelas = 0

    def ler(self, xml: bytes) -> None:
        leitor = expat.ParserCreate(namespace_separator=" ")
        leitor.buffer_text = True
        leitor.StartElementHandler = self._comecar
        leitor.EndElementHandler = self._terminar
        leitor.CharacterDataHandler = self._texto
        leitor.EntityDeclHandler = recusar_entidade
        leitor.Parse(xml, True)

    def _comecar(self, nome: str, atributos: dict[str, str]) -> None:
        nome = nome.rpartition(" ")[2]
        dados = {chave.rpartition(" ")[2]: valor for chave, valor in atributos.items()}
        if nome == "table":
            self._abrir_tabela(dados)
        elif nome == "table-row":
            self.repete_linha = _vezes(dados, "number-rows-repeated")
            self.coluna, self.cheias = 0, []
        elif nome in _CELULAS:
            self.celula, self.textos = dados, []
        elif nome == "annotation":
            self.fora += 1
        elif self.celula is not None and not self.fora:
            self._comecar_texto(nome, dados)

    def _comecar_texto(self, nome: str, dados: dict[str, str]) -> None:
        if nome == "p":
            self.textos.append([])
        elif nome == "s" and self.textos:
            self.textos[-1].append(" " * min(_vezes(dados, "c"), 1000))
        elif nome in _BRANCOS and self.textos:
            self.textos[-1].append(_BRANCOS[nome])

    def _texto(self, texto: str) -> None:
        if self.celula is not None and self.textos and not self.fora:
            self.textos[-1].append(texto)

    def _terminar(self, nome: str) -> None:
        nome = nome.rpartition(" ")[2]
        if nome in _CELULAS and self.celula is not None:
            self._fechar_celula(self.celula)
            self.celula = None
        elif nome == "table-row":
            self._fechar_linha()
        elif nome == "annotation":
            self.fora -= 1
        elif nome == "table":
            self._fechar_tabela()

    def _abrir_tabela(self, dados: dict[str, str]) -> None:
        self.tabelas += 1
        if self.tabelas > 1:
            raise recusado("tabela_dentro", "Há uma tabela dentro de outra.")
        if len(self.abas) == ABAS_MAXIMAS:
            raise recusado("abas_demais", f"Há mais de {ABAS_MAXIMAS} abas.")
        self.nome = dados.get("name", "")
        self.linhas, self.mesclas, self.linha, self.area = {}, [], 0, 0

    def _fechar_celula(self, dados: dict[str, str]) -> None:
        vezes = _vezes(dados, "number-columns-repeated")
        largura = _vezes(dados, "number-columns-spanned")
        altura = _vezes(dados, "number-rows-spanned")
        if largura > 1 or altura > 1:
            self._mesclar(largura, altura)
        valor = self._valor(dados)
        if valor is not None:
            if self.coluna + vezes > self.limites.colunas:
                raise self._longe()
            self.cheias += [(self.coluna + i, valor) for i in range(vezes)]
        self.coluna += vezes

    def _mesclar(self, largura: int, altura: int) -> None:
        if len(self.mesclas) == MESCLAS_MAXIMAS:
            raise recusado("mesclas_demais", "Há células mescladas demais.")
        linha = self.linha + 1
        self.mesclas.append(((linha, self.coluna), (linha + altura - 1, self.coluna + largura - 1)))

    def _valor(self, dados: dict[str, str]) -> object:
        tipo = dados.get("value-type", "")
        if tipo in _NUMEROS:
            return float(dados["value"])
        if tipo == "boolean":
            return dados.get("boolean-value") == "true"
        texto = "\n".join("".join(partes) for partes in self.textos)
        return texto or dados.get("string-value") or None

    def _fechar_linha(self) -> None:
        if self.cheias:
            largura = self.cheias[-1][0] + 1
            self.area += largura * self.repete_linha
            if self.linha + self.repete_linha > self.limites.linhas:
                raise self._longe()
            if self.area > self.limites.celulas:
                raise self._longe()
            for _ in range(self.repete_linha):
                self.linha += 1
                celulas: list = [None] * largura
                for coluna, valor in self.cheias:
                    celulas[coluna] = valor
                self.linhas[self.linha] = celulas
        else:
            self.linha += self.repete_linha

    def _fechar_tabela(self) -> None:
        self.tabelas -= 1
        self.abas.append(Aba(self.nome, self.linhas, tuple(self.mesclas)))

    def _longe(self):
        return recusado("extensa_demais", f"Há célula na linha {self.linha + 1}, longe demais.")


def _vezes(dados: dict[str, str], qual: str) -> int:
    """Quantas vezes se repete; o que não é um número inteiro positivo é uma vez."""
    texto = dados.get(qual, "1")
    return max(1, int(texto)) if texto.isascii() and texto.isdigit() and len(texto) < 10 else 1
