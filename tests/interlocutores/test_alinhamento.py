"""Fim do acesso é fim da designação, por onde quer que comece; e acesso sem designação se vê."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from interlocutores import alinhamento, quadro, receptores, servicos, tasks
from interlocutores.models import Designacao
from seicidades.comum.papeis import Papel
from seicidades.contas import servicos as contas
from seicidades.contas.models import Usuario, Vinculo
from seicidades.correio.models import Mensagem
from seicidades.fluxo import compromissos
from seicidades.fluxo.models import Andamento
from seicidades.fluxo.servicos import ImplantacaoOcupada
from tests.factories import ConviteFactory, MensagemFactory, UsuarioFactory, VinculoFactory
from tests.interlocutores.factories import DesignacaoFactory
from tests.interlocutores.test_views import ANA, BIA, texto

HOJE = timezone.localdate()
DIA = timedelta(days=1)
ONTEM, AMANHA = HOJE - DIA, HOJE + DIA


@pytest.fixture
def titular(pagina, cidade) -> Designacao:
    """O Gestor de TI, designado pela página: o item está pronto."""
    dados = ANA | {"nome": cidade.gestor_ti.nome, "email": cidade.gestor_ti.email}
    assert pagina("gestor_ti", cidade.gestor_sei, dados).status_code == 302
    assert cidade.item("gestor_ti_designado").situacao == "pronto"
    return Designacao.objects.get()


@pytest.fixture
def vinculo(cidade) -> Vinculo:
    """Exercido desde antes: encerrar hoje não é engano do dia."""
    vinculos = cidade.implantacao.orgao.vinculos.filter(papel=Papel.GESTOR_TI)
    vinculos.update(inicio=HOJE - 30 * DIA)
    return vinculos.get()


def lugar(cidade, papel=Papel.GESTOR_TI) -> quadro.Lugar:
    return quadro.montar(cidade.implantacao)[papel]


def fim_de(designacao) -> tuple:
    designacao.refresh_from_db()
    return designacao.fim, designacao.motivo_do_fim


@pytest.fixture
def encerrar_acesso(client, cidade, vinculo, django_capture_on_commit_callbacks):
    def enviar(fim, por=None):
        client.force_login(por or cidade.gerente)
        url = reverse("contas:encerrar_vinculo", args=[vinculo.orgao_id, vinculo.pk])
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(url, {"fim": fim.isoformat()})

    return enviar


# --- Encerrar em «Pessoas»


def test_encerrar_em_pessoas_deixa_o_papel_vago_na_hora(cidade, titular, encerrar_acesso, client):
    MensagemFactory(para=titular.email)
    resposta = encerrar_acesso(ONTEM)

    assert resposta.status_code == 302
    assert fim_de(titular) == (ONTEM, alinhamento.ACESSO_ENCERRADO)
    assert (lugar(cidade).vago, lugar(cidade).vago_desde, lugar(cidade).dias_vago) == (
        True,
        HOJE,
        0,
    )
    assert [d.nome for d in lugar(cidade).anteriores] == [titular.nome]
    assert cidade.item("gestor_ti_designado").situacao == "aberto"
    assert not Mensagem.objects.filter(para=titular.email, situacao="pendente").exists()
    client.force_login(cidade.gestor_ti)
    pagina = reverse("interlocutores:quadro", args=[cidade.implantacao.pk])
    assert client.get(pagina).status_code == 404
    client.force_login(cidade.gerente)
    corpo = texto(client.get(pagina))
    assert "desde hoje. Só os itens deste papel esperam" in corpo
    assert "Sem acesso ao sistema" not in corpo
    lembrados = compromissos.compromissos_entre(HOJE, HOJE)
    assert {c.papel for c in lembrados if "Gestor de TI, vago desde" in c.texto} == {
        Papel.GERENTE,
        Papel.REPRESENTANTE,
    }


def test_so_os_itens_do_papel_vago_esperam(cidade, titular, encerrar_acesso):
    DesignacaoFactory(implantacao=cidade.implantacao, email=cidade.gestor_sei.email)
    antes = dict(cidade.implantacao.itens.values_list("chave", "situacao"))
    encerrar_acesso(ONTEM)
    depois = dict(cidade.implantacao.itens.values_list("chave", "situacao"))
    assert {c for c in antes if antes[c] != depois[c]} == {"gestor_ti_designado"} | {
        c for c in antes if c == "gestor_sei_designado"
    }


def test_o_registro_conta_a_perda_uma_vez_e_sem_nomes(cidade, titular, encerrar_acesso):
    encerrar_acesso(ONTEM)
    alinhamento.alinhar_designacoes(cidade.implantacao.orgao_id)
    perdas = Andamento.objects.filter(tipo="item_perdido", item="gestor_ti_designado")
    assert perdas.get().ator is None
    dados = str(list(Andamento.objects.values_list("dados", flat=True)))
    assert titular.nome not in dados
    assert titular.email not in dados


def test_ultimo_dia_futuro_marca_a_designacao_e_ela_vale_ate_la(cidade, titular, encerrar_acesso):
    encerrar_acesso(AMANHA)
    assert fim_de(titular)[0] == AMANHA
    assert lugar(cidade).titular.com_acesso
    assert cidade.item("gestor_ti_designado").situacao == "pronto"
    assert servicos.designacao_de(cidade.implantacao, Papel.GESTOR_TI, dia=AMANHA + DIA) is None


def test_encerrar_de_novo_para_depois_nao_muda_nada(cidade, titular, encerrar_acesso):
    encerrar_acesso(ONTEM)
    antes = Andamento.objects.count()
    de_novo = encerrar_acesso(AMANHA)
    assert de_novo.status_code == 404
    assert fim_de(titular)[0] == ONTEM
    assert Andamento.objects.count() == antes


# --- Os outros caminhos


def test_conta_desativada_na_administracao_deixa_o_papel_vago(
    client, cidade, titular, vinculo, django_capture_on_commit_callbacks
):
    conta = cidade.gestor_ti
    client.force_login(UsuarioFactory(administrador=True))
    url = reverse("admin:contas_usuario_change", args=[conta.pk])
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(url, {"email": conta.email, "nome": conta.nome}).status_code == 302
    assert not Usuario.objects.get(pk=conta.pk).is_active
    assert fim_de(titular) == (ONTEM, alinhamento.CONTA_DESATIVADA)
    assert lugar(cidade).vago


def test_conta_desativada_por_fora_aparece_a_quem_decide(pagina, cidade, titular):
    Usuario.objects.filter(pk=cidade.gestor_ti.pk).update(is_active=False)
    assert (lugar(cidade).titular.desativada, lugar(cidade).titular.com_acesso) == (True, False)
    assert "Conta desativada" in texto(pagina("quadro", cidade.gerente))
    assert "Conta desativada" in texto(pagina("gestor_ti", cidade.gerente))


def test_quem_assume_pelo_convite_encerra_a_designacao_do_anterior_e_se_mostra(
    cidade, titular, vinculo, django_capture_on_commit_callbacks
):
    bia = UsuarioFactory(nome="Bia Reis")
    with django_capture_on_commit_callbacks(execute=True):
        contas.vincular(bia, vinculo.orgao, Papel.GESTOR_TI, inicio=HOJE, por=cidade.gerente)
    assert fim_de(titular) == (ONTEM, alinhamento.OUTRA_PESSOA)
    assert not lugar(cidade).vago
    assert [v.usuario for v in lugar(cidade).a_completar] == [bia]


def test_substituir_pela_pagina_guarda_o_motivo_de_quem_escreveu(
    pagina, cidade, titular, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        dados = BIA | {"inicio": HOJE.isoformat()}
        assert pagina("substituir_gestor_ti", cidade.gestor_sei, dados).status_code == 302
    assert fim_de(titular) == (ONTEM, "Mudou de setor")


@pytest.mark.parametrize("caso", ["nunca entrou", "acesso de antes", "reaberto"])
def test_designacao_que_nao_perdeu_o_acesso_continua(cidade, caso):
    designacao = DesignacaoFactory(implantacao=cidade.implantacao, papel=Papel.GESTOR_DOCUMENTAL)
    orgao, do_lugar = cidade.implantacao.orgao, {"papel": Papel.GESTOR_DOCUMENTAL}
    if caso == "nunca entrou":
        ConviteFactory(orgao=orgao, email=designacao.email, revogado=True, **do_lugar)
    else:
        conta = UsuarioFactory(email=designacao.email)
        inicio = designacao.inicio - 60 * DIA
        acabou = designacao.inicio - (2 if caso == "acesso de antes" else -5) * DIA
        VinculoFactory(orgao=orgao, usuario=conta, inicio=inicio, fim=acabou, **do_lugar)
        if caso == "reaberto":
            VinculoFactory(orgao=orgao, usuario=conta, inicio=acabou + DIA, **do_lugar)
    alinhamento.alinhar_designacoes(orgao.pk)
    assert fim_de(designacao)[0] is None


def test_implantacao_ocupada_fica_para_a_tarefa(cidade, titular, vinculo, monkeypatch):
    chamadas = []
    monkeypatch.setattr(
        "interlocutores.receptores.chamar_tarefa", lambda nome, pk: chamadas.append((nome, pk))
    )

    def ocupada(orgao_id):
        raise ImplantacaoOcupada

    monkeypatch.setattr(alinhamento, "alinhar_designacoes", ocupada)
    receptores.ao_mudar_vinculo(None, vinculo.orgao_id)
    assert chamadas == [(tasks.alinhar.name, vinculo.orgao_id)]


def test_a_madrugada_alinha_o_que_um_sinal_perdido_deixou(cidade, titular, vinculo, monkeypatch):
    contas.encerrar_vinculo(vinculo, fim=ONTEM, por=None)  # sem commit, o sinal não sai
    assert fim_de(titular)[0] is None
    monkeypatch.setattr(tasks.alinhar, "delay", tasks.alinhar)
    tasks.alinhar_todas()
    assert fim_de(titular)[0] == ONTEM
    assert alinhamento.orgaos_a_alinhar() == []


# --- Acesso sem designação: carga e convite direto


def test_quem_veio_da_carga_aparece_com_o_que_falta_e_se_completa_na_pagina(pagina, cidade):
    corpo = texto(pagina("quadro", cidade.gerente))
    assert corpo.count("Falta a designação") == 2  # Gestor SEI e de TI
    assert lugar(cidade).vago is False

    form = pagina("gestor_ti", cidade.gestor_sei).context["form"]
    assert (form["nome"].value(), form["email"].value()) == (
        cidade.gestor_ti.nome,
        cidade.gestor_ti.email,
    )
    dados = ANA | {"nome": cidade.gestor_ti.nome, "email": cidade.gestor_ti.email}
    assert pagina("gestor_ti", cidade.gestor_sei, dados).status_code == 302
    assert lugar(cidade).titular.com_acesso
    assert lugar(cidade).a_completar == []
    assert cidade.implantacao.orgao.vinculos.filter(papel=Papel.GESTOR_TI).count() == 1


def test_acesso_de_outra_pessoa_que_nao_a_designada_se_completa_trocando(pagina, cidade):
    designada = DesignacaoFactory(implantacao=cidade.implantacao, papel=Papel.GESTOR_TI)
    pagina_do_quadro = pagina("quadro", cidade.gerente)
    assert designada.nome in texto(pagina_do_quadro)
    troca = reverse("interlocutores:substituir_gestor_ti", args=[cidade.implantacao.pk])
    assert f'href="{troca}"' in pagina_do_quadro.text
    form = pagina("substituir_gestor_ti", cidade.gestor_sei).context["form"]
    assert form["email"].value() == cidade.gestor_ti.email


def test_suplente_da_carga_se_completa_na_pagina_dos_suplentes(pagina, cidade):
    conta = UsuarioFactory(nome="Caio Serra")
    VinculoFactory(
        orgao=cidade.implantacao.orgao, usuario=conta, papel=Papel.GESTOR_TI, suplente=True
    )
    (suplente,) = [v for v in lugar(cidade).a_completar if v.suplente]
    assert suplente.usuario == conta
    form = pagina("suplentes", cidade.gestor_sei, papel="gestor_ti").context["form"]
    assert (form["nome"].value(), form["papeis"].value()) == ("Caio Serra", ["gestor_ti"])
    de_outro = pagina("suplentes", cidade.gestor_sei, papel="gestor_sei").context["form"]
    assert de_outro["nome"].value() is None


def test_quem_ja_exerce_nao_deixa_lembrar_vaga(cidade):
    DesignacaoFactory(implantacao=cidade.implantacao, papel=Papel.GESTOR_TI, fim=ONTEM)
    lembrados = compromissos.compromissos_entre(HOJE, HOJE)
    assert not any("vago desde" in c.texto for c in lembrados)


# --- A conta muda de endereço na administração


@pytest.fixture
def trocar_email(client, cidade, django_capture_on_commit_callbacks):
    """A administração corrige o e-mail da conta do Gestor de TI."""

    def trocar(email="novo.endereco@exemplo.invalid"):
        client.force_login(UsuarioFactory(administrador=True))
        url = reverse("admin:contas_usuario_change", args=[cidade.gestor_ti.pk])
        dados = {"email": email, "nome": cidade.gestor_ti.nome, "is_active": "on"}
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(url, dados).status_code == 302
        return email

    return trocar


def test_a_designacao_segue_o_endereco_da_conta(cidade, titular, trocar_email):
    novo = trocar_email()
    titular.refresh_from_db()
    assert titular.email == novo
    assert lugar(cidade).titular.com_acesso
    assert lugar(cidade).a_completar == []


def test_depois_de_trocado_o_endereco_encerrar_a_designacao_tira_o_acesso(
    pagina, cidade, titular, vinculo, trocar_email
):
    trocar_email()
    dados = {"fim": ONTEM.isoformat(), "motivo": "Exonerado"}
    Designacao.objects.update(inicio=HOJE - 9 * DIA)
    assert pagina("encerrar_gestor_ti", cidade.gestor_sei, dados).status_code == 302
    vinculo.refresh_from_db()
    assert vinculo.fim == ONTEM


def test_a_historia_e_os_outros_guardam_o_endereco_de_entao(
    cidade, titular, trocar_email, nova_implantacao
):
    antigo = titular.email
    de_antes = DesignacaoFactory(
        implantacao=cidade.implantacao,
        papel=Papel.GESTOR_TI,
        email=antigo,
        inicio=titular.inicio - 9 * DIA,
        fim=titular.inicio - DIA,
    )
    de_fora = DesignacaoFactory(implantacao=nova_implantacao(), email=antigo, papel=Papel.GESTOR_TI)
    trocar_email()
    titular.refresh_from_db()
    assert titular.email != antigo
    for outra in (de_antes, de_fora):
        outra.refresh_from_db()
        assert outra.email == antigo


def test_endereco_trocado_com_a_implantacao_ocupada_fica_para_a_tarefa(
    cidade, titular, vinculo, monkeypatch
):
    chamadas = []
    monkeypatch.setattr(receptores, "chamar_tarefa", lambda *pedido: chamadas.append(pedido))

    def ocupada(*_):
        raise ImplantacaoOcupada

    monkeypatch.setattr(alinhamento, "levar_endereco", ocupada)
    receptores.ao_mudar_endereco(None, cidade.gestor_ti.pk, titular.email, "novo@exemplo.invalid")
    pedido = (vinculo.orgao_id, cidade.gestor_ti.pk, titular.email, "novo@exemplo.invalid")
    assert chamadas == [(tasks.levar_endereco.name, *pedido)]


# --- O fim marcado na designação que não chegou ao acesso


def test_a_madrugada_leva_ao_acesso_o_fim_que_um_sinal_perdido_deixou(
    cidade, titular, vinculo, monkeypatch
):
    Designacao.objects.update(fim=AMANHA, motivo_do_fim="Férias")
    monkeypatch.setattr(tasks.alinhar, "delay", tasks.alinhar)
    tasks.alinhar_todas()
    vinculo.refresh_from_db()
    assert vinculo.fim == AMANHA
    assert alinhamento.orgaos_a_alinhar() == []
