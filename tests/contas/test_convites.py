"""Regras do convite: uma vez, no prazo, no endereço convidado."""

import hashlib
import threading
from collections import defaultdict
from datetime import timedelta

import pytest
from django.db import IntegrityError, connections
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.contas import servicos
from seicidades.contas.models import Convite, Usuario, Vinculo
from seicidades.contas.servicos import convites
from seicidades.correio.models import Mensagem
from tests.contas.conftest import link_da_mensagem, ultima_mensagem
from tests.factories import SENHA, ConviteFactory, OrgaoFactory, UsuarioFactory, VinculoFactory

pytestmark = pytest.mark.django_db

ENDERECO = "bia@exemplo.invalid"


@pytest.fixture
def gerente():
    return UsuarioFactory(gerente=True)


def convidar(gerente, **campos):
    padrao = {"papel": Papel.GESTOR_SEI, "nome": "Bia Fictícia", "email": ENDERECO, "por": gerente}
    return servicos.convidar(**{"orgao": OrgaoFactory()} | padrao | campos)


def segredo_enviado(email=ENDERECO):
    return link_da_mensagem(email).removeprefix("/convites/").rstrip("/")


def recusado(codigo, funcao, *args, **kwargs):
    with pytest.raises(servicos.Recusa) as recusa:
        funcao(*args, **kwargs)
    assert recusa.value.codigo == codigo
    return recusa.value.mensagem


def passar(convite, **tempo):
    """Faz de conta que o convite foi enviado há esse tempo."""
    Convite.objects.filter(pk=convite.pk).update(enviado_em=timezone.now() - timedelta(**tempo))
    convite.refresh_from_db()


# --- Enviar ----------------------------------------------------------------------------


def test_convidar_guarda_so_o_resumo_e_envia_o_link(gerente):
    convite = convidar(gerente, email="Bia@Exemplo.invalid")

    segredo = segredo_enviado()
    assert convite.resumo_do_segredo == hashlib.sha256(segredo.encode()).hexdigest()
    assert (convite.email, convite.criado_por) == (ENDERECO, gerente)
    assert convite.expira_em - convite.criado_em == timedelta(days=14)
    mensagem = ultima_mensagem(ENDERECO)
    assert mensagem.transacional
    assert segredo not in mensagem.chave
    assert "Gestor SEI" in mensagem.assunto
    assert segredo in mensagem.html


def test_convite_repetido_e_recusado(gerente):
    convite = convidar(gerente)

    assert "Reenviar" in recusado("repetido", convidar, gerente, orgao=convite.orgao)
    assert convidar(gerente, orgao=convite.orgao, papel=Papel.GESTOR_TI)


@pytest.mark.parametrize(
    ("conta", "codigo"),
    [({"gerente": True}, "pessoa_do_estado"), ({"is_active": False}, "conta_desativada")],
)
def test_conta_que_nao_pode_exercer_o_papel_nao_e_convidada(gerente, conta, codigo):
    UsuarioFactory(email=ENDERECO, **conta)

    recusado(codigo, convidar, gerente)
    assert not Mensagem.objects.exists()


def test_quem_ja_exerce_o_papel_nao_e_convidado(gerente):
    vinculo = VinculoFactory(usuario__email=ENDERECO)

    recusado("ja_exerce", convidar, gerente, orgao=vinculo.orgao)
    assert convidar(gerente, orgao=vinculo.orgao, papel=Papel.GESTOR_TI)


def test_ha_limite_de_convites_por_hora(gerente, monkeypatch):
    monkeypatch.setattr("seicidades.contas.servicos.convites.CONVITES_POR_HORA", 2)
    convidar(gerente)
    convidar(gerente, email="caio@exemplo.invalid")

    recusado("limite", convidar, gerente, email="davi@exemplo.invalid")
    assert convidar(UsuarioFactory(gerente=True), email="davi@exemplo.invalid")


# --- Reenviar e revogar ----------------------------------------------------------------


def test_reenviar_troca_o_segredo_e_renova_o_prazo(gerente):
    convite = convidar(gerente)
    antigo = segredo_enviado()
    passar(convite, days=20)
    Convite.objects.update(expira_em=timezone.now() - timedelta(days=6))

    servicos.reenviar_convite(convite, por=gerente)

    novo = segredo_enviado()
    convite.refresh_from_db()
    assert novo != antigo
    assert convite.envios == 2
    assert servicos.achar_convite(antigo) is None
    servicos.conferir_aceitavel(servicos.achar_convite(novo))


def test_reenviar_em_seguida_e_recusado(gerente):
    recusado("cedo_demais", servicos.reenviar_convite, convidar(gerente), por=gerente)


def test_revogar_registra_quem_e_impede_o_aceite(gerente):
    convite = convidar(gerente)

    servicos.revogar_convite(convite, por=gerente)

    convite.refresh_from_db()
    assert convite.revogado_por == gerente
    recusado("revogado", servicos.aceitar_convite, segredo_enviado(), senha=SENHA)
    assert not Usuario.objects.filter(email=ENDERECO).exists()


@pytest.mark.parametrize("trait", ["aceito", "revogado"])
def test_convite_fechado_nao_se_reenvia_nem_se_revoga(gerente, trait):
    convite = ConviteFactory(**{trait: True})

    recusado("fechado", servicos.reenviar_convite, convite, por=gerente)
    recusado("fechado", servicos.revogar_convite, convite, por=gerente)


# --- Aceitar ---------------------------------------------------------------------------


def test_aceitar_cria_a_conta_no_endereco_convidado_e_o_vinculo(gerente):
    convite = convidar(gerente, suplente=True)

    servicos.aceitar_convite(
        segredo_enviado(), senha=SENHA, nome="Beatriz Fictícia", telefone="1835029000"
    )

    convite.refresh_from_db()
    pessoa = convite.aceito_por
    assert (pessoa.email, pessoa.nome, pessoa.telefone) == (
        ENDERECO,
        "Beatriz Fictícia",
        "1835029000",
    )
    assert pessoa.check_password(SENHA)
    vinculo = pessoa.vinculos.get()
    assert (vinculo.orgao, vinculo.papel, vinculo.suplente) == (
        convite.orgao,
        Papel.GESTOR_SEI,
        True,
    )
    assert (vinculo.inicio, vinculo.criado_por) == (timezone.localdate(), gerente)


def test_aceitar_encerra_na_vespera_quem_exercia_o_papel(gerente):
    anterior = VinculoFactory()
    convidar(gerente, orgao=anterior.orgao)

    servicos.aceitar_convite(segredo_enviado(), senha=SENHA)

    anterior.refresh_from_db()
    assert anterior.fim == timezone.localdate() - timedelta(days=1)


def test_segredo_desconhecido_nao_e_convite():
    with pytest.raises(Convite.DoesNotExist):
        servicos.aceitar_convite("inventado", senha=SENHA)


@pytest.mark.parametrize(
    ("trait", "codigo"), [("aceito", "usado"), ("revogado", "revogado"), ("vencido", "vencido")]
)
def test_convite_gasto_diz_por_que_nao_vale(trait, codigo):
    ConviteFactory(segredo="s", **{trait: True})

    assert recusado(codigo, servicos.aceitar_convite, "s", senha=SENHA)
    assert not Vinculo.objects.exists()


def test_link_nao_troca_a_senha_de_conta_que_ja_existe():
    dona = UsuarioFactory(email=ENDERECO)
    ConviteFactory(segredo="s", email=ENDERECO)

    recusado("exige_entrar", servicos.aceitar_convite, "s", senha="outra-senha-bem-longa")

    dona.refresh_from_db()
    assert dona.check_password(SENHA)
    assert servicos.aceitar_convite("s", por=dona).aceito_por == dona
    assert Usuario.objects.filter(email=ENDERECO).count() == 1


def test_outra_pessoa_nao_aceita_no_lugar_da_convidada():
    intrusa = UsuarioFactory()
    ConviteFactory(segredo="novo")
    ConviteFactory(segredo="existente", email=UsuarioFactory().email)

    for segredo in ("novo", "existente"):
        recusado("outra_conta", servicos.aceitar_convite, segredo, por=intrusa)
    assert not Vinculo.objects.exists()


def test_convite_antigo_nao_derruba_quem_assumiu_depois():
    convite = ConviteFactory(segredo="s")
    passar(convite, days=3)
    atual = VinculoFactory(orgao=convite.orgao)

    recusado("superado", servicos.aceitar_convite, "s", senha=SENHA)

    atual.refresh_from_db()
    assert atual.fim is None


def test_apoio_nunca_e_superado():
    convite = ConviteFactory(segredo="s", papel=Papel.APOIO)
    passar(convite, days=3)
    VinculoFactory(orgao=convite.orgao, papel=Papel.APOIO)

    assert servicos.aceitar_convite("s", senha=SENHA).aceito_em


def test_recusa_do_vinculo_desfaz_tudo():
    convite = ConviteFactory(segredo="s", email=UsuarioFactory(gerente=True).email)

    recusado(
        "pessoa_do_estado",
        servicos.aceitar_convite,
        "s",
        por=Usuario.objects.get(email=convite.email),
    )

    convite.refresh_from_db()
    assert convite.aceito_em is None


def aceitar_juntos(*segredos) -> dict[str, list[str]]:
    """Cada segredo em uma linha de execução, todas largando no mesmo instante."""
    largada, desfechos = threading.Barrier(len(segredos)), defaultdict(list)

    def aceitar(segredo):
        largada.wait(10)
        try:
            servicos.aceitar_convite(segredo, senha=SENHA)
            desfechos["aceito"].append(segredo)
        except servicos.ConviteRecusado as recusa:
            desfechos[recusa.codigo].append(segredo)
        finally:
            connections.close_all()

    linhas = [threading.Thread(target=aceitar, args=[segredo]) for segredo in segredos]
    for linha in linhas:
        linha.start()
    for linha in linhas:
        linha.join(20)
    return desfechos


@pytest.mark.django_db(transaction=True)
def test_dois_aceites_ao_mesmo_tempo_tem_um_vencedor():
    ConviteFactory(segredo="s", email=ENDERECO)

    assert set(aceitar_juntos("s", "s")) == {"aceito", "usado"}
    assert Vinculo.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_dois_convites_ao_mesmo_endereco_novo_criam_uma_conta_e_o_outro_espera(monkeypatch):
    for segredo in ("sei", "ti"):
        ConviteFactory(segredo=segredo, email=ENDERECO)
    juntos, criar = threading.Barrier(2), convites.criar_usuario

    def criar_juntos(**dados):
        juntos.wait(10)  # as duas já viram que não há conta
        return criar(**dados)

    monkeypatch.setattr(convites, "criar_usuario", criar_juntos)
    desfechos = aceitar_juntos("sei", "ti")

    assert set(desfechos) == {"aceito", "exige_entrar"}
    conta = Usuario.objects.get(email=ENDERECO)
    assert conta.vinculos.count() == 1
    (que_espera,) = desfechos["exige_entrar"]
    servicos.aceitar_convite(que_espera, por=conta)
    assert conta.vinculos.count() == 2


def test_quem_perde_a_corrida_le_o_que_houve_e_por_onde_seguir(client, monkeypatch):
    ConviteFactory(segredo="s", email=ENDERECO)

    def outro_criou_antes(**dados):
        raise IntegrityError("usuario_email")

    monkeypatch.setattr(convites, "criar_usuario", outro_criou_antes)
    dados = {"nome": "Bia", "password1": SENHA, "password2": SENHA}
    resposta = client.post("/convites/s/", dados)

    assert resposta.status_code == 410
    assert "Entre nela e abra este link de novo" in resposta.text
    assert ENDERECO not in resposta.text
    assert not Vinculo.objects.exists()
