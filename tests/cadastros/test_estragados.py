"""Mil CSV e duzentas planilhas, geradas e estragadas, enviadas como na página.

Nenhuma derruba a página; o que se grava é o arquivo inteiro ou nada; e todo erro
diz, na página desenhada, a linha, a coluna e o que fazer.
"""

import random
import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from cadastros.models import Carga, RascunhoDeCarga, TipoDeCarga
from tests.cadastros.factories import (
    arquivo_de_unidades,
    csv,
    gravar_carga,
    unidade,
    usuario,
)
from tests.cadastros.planilhas import em_ods, em_xlsx

pytestmark = pytest.mark.django_db
UNIDADES, USUARIOS = TipoDeCarga.UNIDADES, TipoDeCarga.USUARIOS
# Achados que são do arquivo todo, e por isso não têm linha.
DO_ARQUIVO = {
    "abas_demais",
    "coluna_faltando",
    "danificado",
    "entidade",
    "extensa_demais",
    "formato",
    "sem_dados",
    "sem_unidades",
}
# Achados que são da linha toda: dali em diante não se sabe que coluna é qual.
DA_LINHA_TODA = {"aspas", "colunas", "mescla"}
LIXO = (b'"', b",", b";", b"\n", b"\r", b"\t", b"\x00", b"\xff", b"\xe9", b"=", b"\xc3", b"PK")
VALORES = ("", "=1+1", "–", "x" * 300, "\u200b", "#REF!", "111.444.777-35", "1", "Sim", "\t", "GAB")


def linhas_sorteadas(sorte, tipo):
    quantas = sorte.randint(1, 6)
    if tipo == USUARIOS:
        linhas = [
            usuario(f"p{n}", sorte.choice(["GAB", "GAB", "gab", "GAB", "*", "*", "XYZ", ""]))
            for n in range(quantas)
        ]
    else:
        linhas = [
            unidade(f"U{n}", sorte.choice(["U0", "U0", "U0", "U0", "XYZ"]) if n else "")
            for n in range(quantas)
        ]
    for _ in range(sorte.choice((0, 0, 1, 3))):
        linha = sorte.choice(linhas)
        linha[sorte.randrange(len(linha))] = sorte.choice(VALORES)
    return linhas


def estragar(sorte, conteudo: bytes, vezes: int) -> bytes:
    bytes_ = bytearray(conteudo)
    for _ in range(vezes):
        onde = sorte.randrange(len(bytes_) + 1)
        if sorte.random() < 0.5:
            bytes_[onde:onde] = sorte.choice(LIXO)
        else:
            del bytes_[onde : onde + sorte.randint(1, 30)]
    return bytes(bytes_)


@pytest.fixture
def cidade_com_unidades(cidade):
    with cidade.alterar("unidades_carregadas", cidade.gestor_sei):
        gravar_carga(cidade.implantacao, UNIDADES, arquivo_de_unidades("GAB"), cidade.gestor_sei)
    return cidade


class Provas:
    """Envia o arquivo pela página, lê o que ela diz e tenta gravar; conta o que houve.

    A primeira tentativa de gravar vai com marca velha: a resposta é a própria
    página da conferência, e um pedido serve para ver os problemas e que nada entrou.
    """

    def __init__(self, cidade):
        self.cidade = cidade
        self.clients = {UNIDADES: Client(), USUARIOS: Client()}
        self.clients[UNIDADES].force_login(cidade.gestor_sei)
        self.clients[USUARIOS].force_login(cidade.gestor_ti)
        self.gravados = self.com_erros = self.recusados = 0

    def enviar(self, tipo, nome, conteudo):
        enviado = SimpleUploadedFile(nome, conteudo)
        resposta = self.clients[tipo].post(self.url(tipo.value), {"arquivo": enviado})
        if resposta.status_code == 200:
            self.exigir_frase(resposta.context["form"])
            return
        assert resposta.status_code == 302
        self.conferir_e_gravar(self.clients[tipo])
        RascunhoDeCarga.objects.all().delete()

    def conferir_e_gravar(self, client):
        onde = self.url("previa", RascunhoDeCarga.objects.get().pk)
        antes = Carga.objects.count()
        pagina = client.post(onde, {"marca": "velha", "avisos_conferidos": "on"})
        if pagina.status_code == 302:
            self.exigir_igual(antes)
            return
        assert pagina.status_code == 200
        previa = pagina.context["previa"]
        exigir_lugar_e_saida(pagina.context["problemas"], pagina.content.decode())
        assert Carga.objects.count() == antes
        if previa.conferencia.erros:
            self.com_erros += 1
            return
        volta = client.post(onde, {"marca": previa.marca, "avisos_conferidos": "on"})
        assert volta.status_code == 302
        self.exigir_tudo(previa)

    def url(self, nome, *args):
        return reverse(f"cadastros:{nome}", args=[self.cidade.implantacao.pk, *args])

    def exigir_frase(self, form):
        self.recusados += 1
        (frase,) = form.errors["arquivo"]
        assert frase.endswith(".")
        assert not RascunhoDeCarga.objects.exists()

    def exigir_igual(self, antes):
        """O mesmo conteúdo já gravado não pede marca nem muda nada."""
        assert Carga.objects.count() == antes
        assert not RascunhoDeCarga.objects.exists()

    def exigir_tudo(self, previa):
        self.gravados += 1
        carga = Carga.objects.vigentes().get(tipo=previa.tipo)
        linhas = carga.unidades if previa.tipo == UNIDADES else carga.usuarios
        assert linhas.count() == carga.quantidade == len(previa.conferencia.registros)


# A linha da tabela como a pessoa a lê: linha, coluna, o que há, o que faria e o que fazer.
NA_TABELA = re.compile(
    r'<td class="numero">([^<]*)</td>\s*' + r"<td>([^<]*)</td>\s*" * 4 + "<td><code>([^<]*)</code>"
)


def exigir_lugar_e_saida(problemas, pagina):
    desenhados = [tuple(map(unescape, achado)) for achado in NA_TABELA.findall(pagina)]
    assert len(desenhados) == len(problemas)
    for (problema, coluna), desenhado in zip(problemas, desenhados, strict=True):
        linha = "todas" if problema.linha is None else str(problema.linha)
        dito = problema.mensagem, problema.no_sei, problema.saida, problema.codigo
        assert desenhado == (linha, coluna, *dito)
        assert all(desenhado)
        if problema.eh_erro and problema.codigo not in DO_ARQUIVO:
            assert problema.linha is not None, problema
            assert problema.coluna is not None or problema.codigo in DA_LINHA_TODA, problema


def test_mil_csv_estragados(cidade_com_unidades):
    provas = Provas(cidade_com_unidades)
    sorte = random.Random("csv")  # noqa: S311 (repetível, não é segredo)
    for _ in range(1000):
        tipo = sorte.choice([UNIDADES, USUARIOS])
        texto = csv(*linhas_sorteadas(sorte, tipo), separador=sorte.choice([",", ";", "\t"]))
        codificacao = sorte.choice(["utf-8", "latin-1"])
        conteudo = texto.encode(codificacao, errors="replace")
        provas.enviar(tipo, "a.csv", estragar(sorte, conteudo, sorte.choice((0, 0, 1, 3, 6))))

    assert min(provas.gravados, provas.com_erros, provas.recusados) > 50


@pytest.mark.parametrize(("fim", "escrever"), [("xlsx", em_xlsx), ("ods", em_ods)])
def test_duzentas_planilhas_estragadas(cidade_com_unidades, fim, escrever):
    """Metade com as células ruins e o pacote inteiro; metade com o pacote ruim."""
    provas = Provas(cidade_com_unidades)
    sorte = random.Random(fim)  # noqa: S311 (repetível, não é segredo)
    for n in range(200 if fim == "xlsx" else 60):
        tipo = sorte.choice([UNIDADES, USUARIOS])
        cabecalho = csv(linhas_sorteadas(sorte, tipo)[0]).split("\n")[0].split(",")
        conteudo = escrever(cabecalho, *linhas_sorteadas(sorte, tipo))
        provas.enviar(tipo, f"a.{fim}", estragar(sorte, conteudo, n % 2 and sorte.randint(1, 6)))

    assert min(provas.gravados, provas.com_erros, provas.recusados) > 3
