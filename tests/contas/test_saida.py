"""«Não sou mais eu»: avisa, de dentro ou pelo link de uma mensagem, e nada muda sozinho."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.contas import servicos
from seicidades.contas.models import AvisoDeSaida, Vinculo
from seicidades.contas.servicos import saida
from seicidades.correio.servicos import recusas_do_correio
from seicidades.fluxo.tasks import reavaliar_todas
from tests.contas.conftest import ultima_mensagem
from tests.factories import (
    ConviteFactory,
    MensagemFactory,
    OrgaoFactory,
    UsuarioFactory,
    VinculoFactory,
)

pytestmark = pytest.mark.django_db

PAGINA = "/nao-sou-mais-eu/"
SAIU = {
    "motivo": "saiu",
    "texto": "Fui para outra prefeitura.",
    "sucessor_nome": "Bia Prado",
    "sucessor_email": "bia@exemplo.invalid",
}


@pytest.fixture
def orgao():
    return OrgaoFactory()


@pytest.fixture
def vinculo(orgao):
    return VinculoFactory(orgao=orgao, papel=Papel.GESTOR_TI)


def link_de(vinculo: Vinculo) -> str:
    return servicos.caminho_para(vinculo.usuario.email)


# --- O link das mensagens


def test_toda_mensagem_a_quem_tem_papel_leva_o_link_e_as_do_estado_nao(vinculo):
    do_estado = UsuarioFactory(gerente=True)
    VinculoFactory(orgao=vinculo.orgao, usuario=do_estado, papel=Papel.GERENTE)
    for pessoa in (vinculo.usuario, do_estado):
        servicos.avisar_acesso(pessoa, titulo="Aviso", texto="Texto.")
    mensagem = ultima_mensagem(vinculo.usuario.email)
    for corpo in (mensagem.texto, mensagem.html):
        assert f"http://testserver{PAGINA}" in corpo
    assert PAGINA not in ultima_mensagem(do_estado.email).texto


def test_abrir_o_link_nao_avisa_e_nao_diz_de_quem_nem_de_onde(client, vinculo):
    link = link_de(vinculo)
    for _ in range(2):
        assert client.head(link).status_code == 200
        pagina = client.get(link)
        assert pagina.status_code == 200
        for dado in (vinculo.usuario.nome, vinculo.usuario.email, vinculo.orgao.municipio.nome):
            assert dado not in pagina.text
    assert not AvisoDeSaida.objects.exists()


def test_enviar_pelo_link_avisa_uma_vez_e_nada_muda(client, vinculo):
    link = link_de(vinculo)
    for _ in range(2):
        resposta = client.post(link, SAIU)
        assert "Aviso recebido" in resposta.text
    aviso = AvisoDeSaida.objects.get()
    assert (aviso.vinculo, aviso.motivo, aviso.avisado_por) == (vinculo, "saiu", None)
    assert (aviso.sucessor_nome, aviso.sucessor_email) == ("Bia Prado", "bia@exemplo.invalid")
    vinculo.refresh_from_db()
    assert vinculo.fim is None
    assert "_auth_user_id" not in client.session


def test_o_link_so_avisa_os_papeis_do_orgao_que_nomeia(client, vinculo):
    link = link_de(vinculo)
    noutro = VinculoFactory(usuario=vinculo.usuario, papel=Papel.GESTOR_SEI)
    client.post(link, SAIU)
    assert list(AvisoDeSaida.objects.values_list("vinculo", flat=True)) == [vinculo.pk]
    assert servicos.caminho_para(noutro.usuario.email) == PAGINA


@pytest.mark.parametrize("torto", ["p.1.1", "{assinado}x", "{outro}"])
def test_link_inventado_de_outra_finalidade_ou_com_outro_orgao_da_404(client, vinculo, torto):
    certo = link_de(vinculo).removeprefix(PAGINA).rstrip("/")
    dados, resto = certo.split(":", 1)
    outro = f"{dados.rsplit('.', 1)[0]}.{vinculo.orgao_id + 1}:{resto}"
    segredo = torto.format(assinado=certo, outro=outro)
    assert client.get(f"{PAGINA}{segredo}/").status_code == 404
    assert client.post(f"{PAGINA}{segredo}/", SAIU).status_code == 404
    for caminho in ("/entrar/", "/convites/", "/lembretes/sair/"):
        assert client.post(f"{caminho}{certo}/").status_code in (404, 410)
    assert not AvisoDeSaida.objects.exists()


def test_link_vence(client, vinculo, monkeypatch):
    link = link_de(vinculo)
    monkeypatch.setattr(saida, "VALIDADE_DO_LINK", timedelta(seconds=-1))
    assert client.get(link).status_code == 404


def test_link_de_quem_ja_saiu_agradece_e_nada_registra(client, vinculo):
    link = link_de(vinculo)
    servicos.encerrar_vinculo(vinculo, fim=timezone.localdate() - timedelta(days=1), por=None)
    assert "Aviso recebido" in client.post(link, SAIU).text
    assert not AvisoDeSaida.objects.exists()


def test_convite_que_chegou_a_outra_pessoa_se_avisa_pelo_link(client):
    convite = ConviteFactory()
    client.post(servicos.caminho_para(convite.email), {"motivo": "engano"})
    assert AvisoDeSaida.objects.get().convite == convite
    servicos.revogar_convite(convite, por=convite.criado_por)
    assert AvisoDeSaida.objects.get().desfecho == "trocou"
    assert servicos.caminho_para(convite.email) == ""


def test_convite_a_quem_ja_tem_papel_avisa_do_convite_e_nao_do_papel(client, vinculo):
    convite = servicos.convidar(
        orgao=OrgaoFactory(),
        papel=Papel.GESTOR_SEI,
        nome="Ana",
        email=vinculo.usuario.email,
        por=UsuarioFactory(gerente=True),
    )
    link = re.search(rf"http://testserver({PAGINA}\S+)", ultima_mensagem(convite.email).texto)[1]
    client.post(link, {"motivo": "engano"})
    assert [aviso.alvo for aviso in AvisoDeSaida.objects.all()] == [convite]


def test_cpf_no_aviso_e_recusado_no_campo_e_o_resto_fica(client, vinculo):
    resposta = client.post(link_de(vinculo), SAIU | {"texto": "Meu CPF é 111.444.777-35"})
    assert "Há um CPF neste texto" in resposta.text
    assert "Bia Prado" in resposta.text
    assert not AvisoDeSaida.objects.exists()


# --- De dentro


def test_quem_entrou_escolhe_os_proprios_papeis(client, vinculo):
    alheio = VinculoFactory(orgao=vinculo.orgao, papel=Papel.GESTOR_SEI)
    client.force_login(vinculo.usuario)
    assert f'href="{PAGINA}"' in client.get("/conta/perfil/").text
    assert alheio.usuario.nome not in client.get(PAGINA).text
    recusada = client.post(PAGINA, SAIU | {"vinculos": [alheio.pk]})
    assert "vinculos" in recusada.context["form"].errors
    assert client.post(PAGINA, SAIU | {"vinculos": [vinculo.pk]}).status_code == 302
    assert AvisoDeSaida.objects.get().avisado_por == vinculo.usuario


def test_quem_nao_tem_papel_municipal_nao_tem_o_que_avisar(client):
    client.force_login(UsuarioFactory(gerente=True))
    assert "Nenhum papel seu" in client.get(PAGINA).text
    assert PAGINA not in client.get("/conta/perfil/").text


# --- Quem decide


@pytest.mark.parametrize("papel", [Papel.GERENTE, Papel.REPRESENTANTE])
def test_gerencia_e_representante_veem_o_aviso_e_podem_manter(client, vinculo, papel):
    quem = VinculoFactory(
        orgao=vinculo.orgao, papel=papel, usuario=UsuarioFactory(gerente=papel == Papel.GERENTE)
    ).usuario
    servicos.avisar_saida(vinculo.usuario, [vinculo], **SAIU)
    client.force_login(quem)
    pagina = client.get(f"/pessoas/{vinculo.orgao_id}/")
    assert "Fui para outra prefeitura." in pagina.text
    assert "bia@exemplo.invalid" in pagina.text
    aviso = AvisoDeSaida.objects.get()
    url = f"/pessoas/{vinculo.orgao_id}/avisos/{aviso.pk}/manter/"
    assert client.get(url).status_code == 405
    assert client.post(url).status_code == 302
    aviso.refresh_from_db()
    assert (aviso.desfecho, aviso.resolvido_por, aviso.aberto) == ("continua", quem, False)
    assert "Fui para outra" not in client.get(f"/pessoas/{vinculo.orgao_id}/").text
    client.post(url)  # de novo: nada muda
    assert AvisoDeSaida.objects.get().resolvido_em == aviso.resolvido_em


def test_os_demais_nao_veem_nem_decidem_e_aviso_alheio_nao_existe(client, vinculo):
    colega = VinculoFactory(orgao=vinculo.orgao, papel=Papel.GESTOR_SEI).usuario
    servicos.avisar_saida(vinculo.usuario, [vinculo], **SAIU)
    aviso = AvisoDeSaida.objects.get()
    client.force_login(colega)
    assert "Fui para outra" not in client.get(f"/pessoas/{vinculo.orgao_id}/").text
    assert client.post(f"/pessoas/{vinculo.orgao_id}/avisos/{aviso.pk}/manter/").status_code == 403
    vizinho = VinculoFactory(papel=Papel.REPRESENTANTE)
    client.force_login(vizinho.usuario)
    assert client.post(f"/pessoas/{vinculo.orgao_id}/avisos/{aviso.pk}/manter/").status_code == 404
    assert client.post(f"/pessoas/{vizinho.orgao_id}/avisos/{aviso.pk}/manter/").status_code == 404


def test_trocar_a_pessoa_fecha_o_aviso_com_quem_trocou(vinculo):
    servicos.avisar_saida(vinculo.usuario, [vinculo], **SAIU)
    gerente = UsuarioFactory(gerente=True)
    servicos.vincular(
        UsuarioFactory(), vinculo.orgao, vinculo.papel, inicio=timezone.localdate(), por=gerente
    )
    aviso = AvisoDeSaida.objects.get()
    assert (aviso.desfecho, aviso.resolvido_por) == ("trocou", gerente)


def test_papel_vago_conta_os_dias(client, vinculo):
    fim = timezone.localdate() - timedelta(days=9)
    servicos.encerrar_vinculo(vinculo, fim=fim, por=None)
    lugar = next(x for x in servicos.pessoas_do_orgao(vinculo.orgao) if x.papel == Papel.GESTOR_TI)
    # O último dia ainda foi dela: como no quadro, conta-se do dia seguinte.
    assert (lugar.vago, lugar.dias_vago) == (True, 8)
    client.force_login(UsuarioFactory(gerente=True))
    assert "há 8 dias" in client.get(f"/pessoas/{vinculo.orgao_id}/").text


# --- Restrições


def test_um_aviso_aberto_por_papel(vinculo):
    AvisoDeSaida.objects.create(vinculo=vinculo, motivo="saiu")
    with pytest.raises(IntegrityError, match="um_aberto_por_papel"), transaction.atomic():
        AvisoDeSaida.objects.create(vinculo=vinculo, motivo="mudou")
    AvisoDeSaida.objects.update(resolvido_em=timezone.now(), desfecho="continua")
    AvisoDeSaida.objects.create(vinculo=vinculo, motivo="mudou")


def test_um_aviso_aberto_por_convite():
    convite = ConviteFactory()
    AvisoDeSaida.objects.create(convite=convite, motivo="engano")
    with pytest.raises(IntegrityError, match="um_aberto_por_convite"):
        AvisoDeSaida.objects.create(convite=convite, motivo="engano")


@pytest.mark.parametrize("campos", [{}, {"vinculo": True, "convite": True}])
def test_aviso_e_de_um_papel_ou_de_um_convite(vinculo, campos):
    alvos = {"vinculo": vinculo, "convite": ConviteFactory()}
    with pytest.raises(IntegrityError, match="de_um_papel_ou_convite"):
        AvisoDeSaida.objects.create(motivo="saiu", **{nome: alvos[nome] for nome in campos})


@pytest.mark.parametrize("campos", [{"resolvido_em": timezone.now()}, {"desfecho": "trocou"}])
def test_aviso_resolvido_diz_o_desfecho(vinculo, campos):
    with pytest.raises(IntegrityError, match="resolvido_tem_desfecho"):
        AvisoDeSaida.objects.create(vinculo=vinculo, motivo="saiu", **campos)


# --- O correio de quem sai


def test_quem_deixa_o_ultimo_papel_nao_recebe_o_que_ainda_esperava(vinculo):
    aviso = MensagemFactory(para=vinculo.usuario.email)
    convite = MensagemFactory(para=vinculo.usuario.email, transacional=True)
    outro = VinculoFactory(usuario=vinculo.usuario, papel=Papel.GESTOR_SEI)
    ontem = timezone.localdate() - timedelta(days=1)
    for papel, situacao in ((outro, "pendente"), (vinculo, "retirado")):
        servicos.encerrar_vinculo(papel, fim=ontem, por=None)
        aviso.refresh_from_db()
        assert aviso.situacao == situacao
    convite.refresh_from_db()
    assert convite.situacao == "pendente"
    assert "deixou o papel" in aviso.erro
    assert recusas_do_correio([vinculo.usuario.email]) == {}


def test_quem_passa_de_suplente_a_titular_nao_perde_o_que_esperava():
    suplencia = VinculoFactory(suplente=True)
    mensagem = MensagemFactory(para=suplencia.usuario.email)
    servicos.vincular(
        suplencia.usuario, suplencia.orgao, suplencia.papel, inicio=timezone.localdate(), por=None
    )
    mensagem.refresh_from_db()
    assert mensagem.situacao == "pendente"


def test_quem_sai_no_fim_do_dia_tambem_nao_recebe_o_que_esperava(monkeypatch, vinculo):
    hoje = timezone.localdate()
    mensagem = MensagemFactory(para=vinculo.usuario.email)
    continua = VinculoFactory(orgao=vinculo.orgao, papel=Papel.GESTOR_SEI).usuario
    dela = MensagemFactory(para=continua.email)
    servicos.encerrar_vinculo(vinculo, fim=hoje, por=None)
    assert servicos.recolher_correio_de_quem_saiu() == 0  # o último dia ainda é dela
    monkeypatch.setattr(timezone, "localdate", lambda: hoje + timedelta(days=1))
    monkeypatch.setattr("seicidades.fluxo.tasks.reavaliar.delay", lambda pk: None)
    reavaliar_todas()
    for esperava, situacao in ((mensagem, "retirado"), (dela, "pendente")):
        esperava.refresh_from_db()
        assert esperava.situacao == situacao
