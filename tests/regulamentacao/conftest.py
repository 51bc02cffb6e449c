"""Só as duas etapas daqui no roteiro, e gente para preenchê-las."""

from dataclasses import dataclass

import pytest
from django.urls import reverse
from django.utils import timezone

from regulamentacao import gestao
from regulamentacao.etapa import GESTAO_DOCUMENTAL, REGULAMENTACAO
from seicidades.comum.papeis import Papel
from seicidades.contas.models import Usuario
from seicidades.fluxo import declaracao, servicos
from seicidades.fluxo.models import Implantacao
from tests.factories import OrgaoFactory, UsuarioFactory, VinculoFactory


@pytest.fixture(autouse=True)
def roteiro_so_daqui(monkeypatch):
    etapas = {etapa.chave: etapa for etapa in (REGULAMENTACAO, GESTAO_DOCUMENTAL)}
    monkeypatch.setattr(declaracao, "_registro", etapas)


@dataclass
class Cidade:
    """Uma implantação iniciada e as pessoas que a tocam."""

    implantacao: Implantacao
    gerente: Usuario
    gestor_sei: Usuario
    gestor_documental: Usuario
    gestor_ti: Usuario

    def item(self, chave):
        return self.implantacao.itens.get(chave=chave)


@pytest.fixture
def cidade(db) -> Cidade:
    hoje = timezone.localdate()
    orgao = OrgaoFactory()
    gerente = UsuarioFactory(gerente=True)
    VinculoFactory(orgao=orgao, usuario=gerente, papel=Papel.GERENTE, inicio=hoje)
    papeis = (Papel.GESTOR_SEI, Papel.GESTOR_DOCUMENTAL, Papel.GESTOR_TI)
    pessoas = [VinculoFactory(orgao=orgao, papel=papel, inicio=hoje).usuario for papel in papeis]
    servicos.publicar_roteiro()
    implantacao, _ = servicos.iniciar(orgao, gerente, chave="inicio")
    return Cidade(implantacao, gerente, *pessoas)


@pytest.fixture
def pedir(client, cidade):
    """Abre, ou envia com `dados`, uma página da trilha em nome de alguém."""

    def fazer(nome, por, dados=None, ato=""):
        client.force_login(por)
        argumentos = [cidade.implantacao.pk, *([ato] if ato else [])]
        url = reverse(f"regulamentacao:{nome}", args=argumentos)
        return client.get(url) if dados is None else client.post(url, dados)

    return fazer


@pytest.fixture
def linhas(pedir, cidade):
    def ler(por=None) -> list[gestao.LinhaDoAto]:
        contexto = pedir("gestao_documental", por or cidade.gestor_documental).context
        return [um["linha"] for um in contexto["linhas"]]

    return ler
