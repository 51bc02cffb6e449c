"""Mil CSV e duzentas planilhas, geradas e estragadas, enviadas como na página.

Nenhuma derruba a página; o que se grava é o arquivo inteiro ou nada; e todo erro
diz a linha, a coluna e o que fazer.
"""

import random

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cadastros.forms import EnviarArquivoForm
from cadastros.models import Carga, RascunhoDeCarga, TipoDeCarga
from cadastros.servicos import cargas, leitura
from cadastros.views.rascunhos import consertos_na_tela
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
            usuario(f"p{n}", sorte.choice(["GAB", "GAB", "GAB", "*", "XYZ", ""]))
            for n in range(quantas)
        ]
    else:
        linhas = [
            unidade(f"U{n}", sorte.choice(["", "U0", "U0", "U0", "XYZ"])) for n in range(quantas)
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
    """Envia o arquivo e, se ele foi lido, confere e tenta gravar; conta o que houve.

    Um de cada tantos vai pelas páginas, como no navegador; os outros, pelo mesmo
    formulário e pelos mesmos serviços, sem desenhar a página.
    """

    UM_EM = 20

    def __init__(self, cidade):
        self.cidade = cidade
        self.quem = {UNIDADES: cidade.gestor_sei, USUARIOS: cidade.gestor_ti}
        self.clients = {tipo: Client() for tipo in self.quem}
        for tipo, pessoa in self.quem.items():
            self.clients[tipo].force_login(pessoa)
        self.feitas = self.gravados = self.com_erros = self.recusados = 0

    def enviar(self, tipo, nome, conteudo):
        self.feitas += 1
        pelas_paginas = self.feitas % self.UM_EM == 0
        enviado = SimpleUploadedFile(nome, conteudo)
        (self.pelas_paginas if pelas_paginas else self.sem_desenhar)(tipo, enviado)
        RascunhoDeCarga.objects.all().delete()

    def sem_desenhar(self, tipo, enviado):
        form = EnviarArquivoForm({}, {"arquivo": enviado})
        if not form.is_valid():
            self.exigir_frase(form)
            return
        implantacao, por = self.cidade.implantacao, self.quem[tipo]
        rascunho = cargas.guardar_rascunho(implantacao, tipo, *form.enviado(), por)
        leitura.pergunta_colunas(rascunho)
        previa = cargas.prever(rascunho)
        exigir_lugar_e_saida([(p, p.rotulo or "todas") for p in previa.conferencia.problemas])
        consertos_na_tela(previa.conferencia.mendas)
        antes = Carga.objects.count()
        try:
            with transaction.atomic():
                cargas.gravar(
                    implantacao, rascunho, por, marca=previa.marca, avisos_conferidos=True
                )
        except ValidationError:
            self.exigir_nada(previa, antes)
        else:
            self.exigir_tudo(previa)

    def pelas_paginas(self, tipo, enviado):
        client = self.clients[tipo]
        resposta = client.post(self.url(tipo.value), {"arquivo": enviado})
        if resposta.status_code == 200:
            self.exigir_frase(resposta.context["form"])
            return
        assert resposta.status_code == 302
        onde = self.url("previa", RascunhoDeCarga.objects.get().pk)
        pagina = client.get(onde)
        assert pagina.status_code == 200
        previa, antes = pagina.context["previa"], Carga.objects.count()
        exigir_lugar_e_saida(pagina.context["problemas"])
        volta = client.post(onde, {"marca": previa.marca, "avisos_conferidos": "on"})
        if volta.status_code == 200:
            self.exigir_nada(previa, antes)
        else:
            assert volta.status_code == 302
            self.exigir_tudo(previa)

    def url(self, nome, *args):
        return reverse(f"cadastros:{nome}", args=[self.cidade.implantacao.pk, *args])

    def exigir_frase(self, form):
        self.recusados += 1
        (frase,) = form.errors["arquivo"]
        assert frase.endswith(".")
        assert not RascunhoDeCarga.objects.exists()

    def exigir_nada(self, previa, antes):
        self.com_erros += 1
        assert previa.conferencia.erros
        assert Carga.objects.count() == antes

    def exigir_tudo(self, previa):
        self.gravados += 1
        carga = Carga.objects.vigentes().get(tipo=previa.tipo)
        linhas = carga.unidades if previa.tipo == UNIDADES else carga.usuarios
        assert not previa.conferencia.erros
        assert linhas.count() == carga.quantidade == len(previa.conferencia.registros)


def exigir_lugar_e_saida(problemas):
    for problema, coluna in problemas:
        assert problema.mensagem
        assert problema.saida
        assert problema.no_sei
        assert coluna
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

    assert min(provas.gravados, provas.com_erros, provas.recusados) > 20


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
