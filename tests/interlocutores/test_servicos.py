from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from interlocutores import acesso, alinhamento, servicos
from interlocutores.models import AtoDeDesignacao
from seicidades.comum.papeis import INTERLOCUTORES, Papel
from seicidades.contas.models import Convite, Usuario, Vinculo
from seicidades.contas.servicos import vincular
from tests.factories import ConviteFactory, UsuarioFactory, VinculoFactory
from tests.interlocutores.factories import AtoDeDesignacaoFactory, DesignacaoFactory

ANA = {
    "nome": "Ana Prado",
    "nome_social": "",
    "matricula": "1234",
    "cargo": "Agente administrativa",
    "unidade": "Secretaria de Administração",
    "email": "Ana@exemplo.invalid",
    "telefone": "1835029000",
    "inicio": date(2026, 3, 2),
    "fim": None,
}
BIA = ANA | {"nome": "Bia Reis", "email": "bia@exemplo.invalid", "inicio": date(2026, 5, 4)}


@pytest.fixture
def gerente(db):
    return UsuarioFactory(gerente=True)


@pytest.fixture
def designar(implantacao, gerente):
    def chamar(papel=Papel.GESTOR_SEI, suplente=False, **dados):
        pessoa = ANA | dados
        return servicos.designar(implantacao, papel, por=gerente, suplente=suplente, **pessoa)

    return chamar


@pytest.fixture
def substituir(implantacao, gerente):
    def chamar(**dados):
        pessoa = BIA | {"motivo": "Mudou de setor"} | dados
        return servicos.substituir(implantacao, Papel.GESTOR_SEI, por=gerente, **pessoa)

    return chamar


def hoje():
    return timezone.localdate()


def ontem():
    return hoje() - timedelta(days=1)


def amanha():
    return hoje() + timedelta(days=1)


def recusa(chamar, campo="__all__") -> str:
    """A frase com que a regra recusa, no campo dito."""
    with pytest.raises(ValidationError) as erro:
        chamar()
    if campo == "__all__":
        return " ".join(erro.value.messages)
    assert list(erro.value.message_dict) == [campo]
    return erro.value.message_dict[campo][0]


# --- Designar e o acesso


def test_designar_quem_nao_tem_conta_convida(designar):
    designacao = designar()
    convite = Convite.objects.get()
    assert (convite.email, convite.papel, convite.suplente) == (
        "ana@exemplo.invalid",
        Papel.GESTOR_SEI,
        False,
    )
    assert acesso.convite_de(designacao) == convite
    assert acesso.acesso_de(designacao) is None


def test_designar_quem_tem_conta_vincula_a_partir_de_hoje(designar):
    ana = UsuarioFactory(email="ana@exemplo.invalid")
    designacao = designar()
    vinculo = Vinculo.objects.get(usuario=ana)
    assert (vinculo.papel, vinculo.inicio, vinculo.fim) == (Papel.GESTOR_SEI, hoje(), None)
    assert acesso.acesso_de(designacao) == vinculo
    assert not Convite.objects.exists()


def test_designar_quem_ja_tem_o_acesso_nao_o_repete(designar, implantacao):
    vinculo = VinculoFactory(orgao=implantacao.orgao, usuario__email="ana@exemplo.invalid")
    designar()
    assert Vinculo.objects.get() == vinculo
    assert Vinculo.objects.get().inicio == vinculo.inicio


def test_designar_aproveita_o_convite_que_ja_foi(designar, implantacao):
    convite = ConviteFactory(orgao=implantacao.orgao, email="ana@exemplo.invalid")
    designar()
    assert list(Convite.objects.abertos()) == [convite]


def test_designar_tira_o_acesso_e_o_convite_de_outras_pessoas(designar, implantacao):
    antes = VinculoFactory(orgao=implantacao.orgao)
    ConviteFactory(orgao=implantacao.orgao)
    suplente = VinculoFactory(orgao=implantacao.orgao, suplente=True)
    designar()
    antes.refresh_from_db()
    suplente.refresh_from_db()
    assert antes.fim == ontem()
    assert suplente.fim is None
    assert [c.email for c in Convite.objects.abertos()] == ["ana@exemplo.invalid"]


def test_designar_leva_ao_acesso_o_fim_que_o_ato_ja_diz(designar):
    UsuarioFactory(email="ana@exemplo.invalid")
    designar(fim=amanha())
    assert Vinculo.objects.get().fim == amanha()


def test_designar_quem_ja_saiu_guarda_sem_dar_acesso(designar):
    designar(fim=ontem())
    assert not Convite.objects.exists()
    assert not Vinculo.objects.exists()


def test_fim_marcado_alcanca_quem_aceita_o_convite_depois(designar, implantacao):
    designar(fim=amanha())
    vinculo = VinculoFactory(
        orgao=implantacao.orgao, usuario__email="ana@exemplo.invalid", inicio=hoje()
    )
    alinhamento.alinhar_acessos(implantacao.orgao_id)
    vinculo.refresh_from_db()
    assert vinculo.fim == amanha()


def test_o_sinal_de_vinculo_alinha_os_acessos(
    designar, implantacao, django_capture_on_commit_callbacks
):
    designar(fim=amanha())
    ana = UsuarioFactory(email="ana@exemplo.invalid")
    with django_capture_on_commit_callbacks(execute=True):
        vincular(ana, implantacao.orgao, Papel.GESTOR_SEI, inicio=hoje(), por=None)
    assert Vinculo.objects.get().fim == amanha()


def test_designar_recusa_papel_ocupado(designar):
    designar()
    frase = recusa(lambda: designar(email="bia@exemplo.invalid"))
    assert "Ana Prado já está neste papel desde 02/03/2026" in frase


def test_designar_recusa_datas_que_nao_fazem_sentido(designar):
    assert "ainda não chegou" in recusa(lambda: designar(inicio=amanha()), "inicio")
    assert "antes do início" in recusa(lambda: designar(fim=date(2026, 3, 1)), "fim")
    assert designar(inicio=hoje())


def test_designar_recusa_pessoa_do_estado_e_conta_desativada(designar):
    UsuarioFactory(email="ana@exemplo.invalid", observador=True)
    UsuarioFactory(email="bia@exemplo.invalid", is_active=False)
    assert "pessoa do Estado" in recusa(designar, "email")
    assert "desativada" in recusa(lambda: designar(email="bia@exemplo.invalid"), "email")


def test_designar_recusa_suplente_igual_ao_titular(designar):
    designar()
    frase = recusa(lambda: designar(suplente=True), "email")
    assert "já é de quem está como titular" in frase
    assert designar(suplente=True, email="bia@exemplo.invalid")
    assert designar(Papel.GESTOR_TI, email="bia@exemplo.invalid")
    frase = recusa(
        lambda: servicos.conferir_designacao(
            designar(Papel.GESTOR_DOCUMENTAL).implantacao,
            Papel.GESTOR_SEI,
            BIA,
        ),
        "email",
    )
    assert "como suplente" in frase


def test_mesma_pessoa_em_varios_papeis_passa_com_aviso(designar, implantacao):
    for papel in INTERLOCUTORES:
        designar(papel)
    aviso = servicos.aviso_de_acumulo(implantacao, "ana@exemplo.invalid", Papel.GESTOR_SEI)
    assert "Gestor de TI, Gestor do Conhecimento e Gestor Documental" in aviso
    assert servicos.aviso_de_acumulo(implantacao, "bia@exemplo.invalid", Papel.GESTOR_TI) == ""
    assert Convite.objects.abertos().count() == 4


# --- Corrigir, substituir, encerrar


def test_corrigir_muda_os_dados_e_nao_a_pessoa(designar, gerente):
    UsuarioFactory(email="ana@exemplo.invalid")
    designacao = designar()
    servicos.corrigir(designacao, por=gerente, **ANA | {"cargo": "Diretora"})
    designacao.refresh_from_db()
    assert designacao.cargo == "Diretora"
    frase = recusa(lambda: servicos.corrigir(designacao, por=gerente, **BIA), "email")
    assert "registre a substituição" in frase


def test_corrigir_email_de_quem_nao_aceitou_troca_o_convite(designar, gerente):
    designacao = designar()
    servicos.corrigir(designacao, por=gerente, **ANA | {"email": "ana.prado@exemplo.invalid"})
    assert [c.email for c in Convite.objects.abertos()] == ["ana.prado@exemplo.invalid"]


def test_corrigir_tira_o_fim_tambem_do_acesso(designar, gerente):
    UsuarioFactory(email="ana@exemplo.invalid")
    designacao = designar(fim=amanha())
    servicos.corrigir(designacao, por=gerente, **ANA)
    assert Vinculo.objects.get().fim is None


def test_substituir_guarda_quem_saiu_e_passa_o_acesso(designar, substituir):
    UsuarioFactory(email="ana@exemplo.invalid")
    bia = UsuarioFactory(email="bia@exemplo.invalid")
    ana = designar()
    nova = substituir()
    ana.refresh_from_db()
    assert (ana.fim, ana.motivo_do_fim) == (date(2026, 5, 3), "Mudou de setor")
    assert nova.inicio == date(2026, 5, 4)
    ativos = Vinculo.objects.ativos(hoje())
    assert [v.usuario for v in ativos] == [bia]


def test_substituir_quem_nao_aceitou_revoga_o_convite(designar, substituir):
    designar()
    substituir()
    assert [c.email for c in Convite.objects.abertos()] == ["bia@exemplo.invalid"]


def test_substituir_no_mesmo_dia_guarda_quem_nao_chegou_a_valer(designar, substituir):
    ana = designar(inicio=date(2026, 5, 4))
    substituir()
    ana.refresh_from_db()
    assert ana.fim == date(2026, 5, 3)


def test_substituir_recusa_vaga_inicio_anterior_e_a_mesma_pessoa(designar, substituir):
    assert "Não há quem substituir" in recusa(substituir)
    designar()
    assert "começou em 02/03/2026" in recusa(lambda: substituir(inicio=date(2026, 3, 1)), "inicio")
    assert "já está no papel" in recusa(lambda: substituir(email="ana@exemplo.invalid"), "email")


def test_encerrar_deixa_o_papel_vago_e_guarda_a_historia(designar, implantacao, gerente):
    UsuarioFactory(email="ana@exemplo.invalid")
    ana = designar()
    servicos.encerrar(ana, fim=ontem(), motivo="Exonerada", por=gerente)
    assert servicos.designacao_de(implantacao, Papel.GESTOR_SEI) is None
    assert implantacao.interlocutores_designacoes.get() == ana
    assert not Vinculo.objects.ativos(hoje()).exists()


def test_encerrar_em_dia_futuro_mantem_o_acesso_ate_la(designar, implantacao, gerente):
    ana = designar()
    servicos.encerrar(ana, fim=amanha(), motivo="Férias", por=gerente)
    assert servicos.designacao_de(implantacao, Papel.GESTOR_SEI) == ana
    assert (
        servicos.designacao_de(implantacao, Papel.GESTOR_SEI, dia=amanha() + timedelta(1)) is None
    )
    assert Convite.objects.abertos().exists()


def test_encerrar_recusa_dia_antes_do_inicio(designar, gerente):
    ana = designar()
    frase = recusa(
        lambda: servicos.encerrar(ana, fim=date(2026, 3, 1), motivo="Erro", por=gerente), "fim"
    )
    assert "antes do início, em 02/03/2026" in frase


# --- Suplentes, contatos e ato


def test_designar_suplentes_de_varios_papeis(implantacao, gerente):
    papeis = [Papel.GESTOR_SEI, Papel.GESTOR_TI]
    nomeadas = servicos.designar_suplentes(implantacao, papeis, por=gerente, **ANA)
    assert [(d.papel, d.suplente) for d in nomeadas] == [
        (Papel.GESTOR_SEI, True),
        (Papel.GESTOR_TI, True),
    ]
    assert Convite.objects.filter(suplente=True).count() == 2


CONTATO = {
    "nome_social": "Aninha",
    "cargo": "Diretora",
    "unidade": "Gabinete",
    "telefone": "18996029000",
}


def test_confirmar_contato_grava_o_dia_e_os_dados(implantacao):
    ana = UsuarioFactory(email="ana@exemplo.invalid")
    designacao = DesignacaoFactory(implantacao=implantacao, email=ana.email)
    servicos.confirmar_contato(designacao, por=ana, **CONTATO)
    designacao.refresh_from_db()
    ana = Usuario.objects.get(pk=ana.pk)
    assert (designacao.cargo, designacao.contato_confirmado_em) == ("Diretora", hoje())
    assert (ana.telefone, ana.nome_social) == ("18996029000", "Aninha")


def test_confirmar_contato_pela_gerencia_nao_muda_a_conta_dela(implantacao, gerente):
    designacao = DesignacaoFactory(implantacao=implantacao)
    servicos.confirmar_contato(designacao, por=gerente, **CONTATO)
    assert Usuario.objects.get(pk=gerente.pk).telefone == ""


def test_confirmar_contato_serve_aos_outros_papeis_da_mesma_pessoa(implantacao, gerente):
    sei = DesignacaoFactory(implantacao=implantacao)
    ti = DesignacaoFactory(implantacao=implantacao, papel=Papel.GESTOR_TI, email=sei.email)
    outra = DesignacaoFactory(implantacao=implantacao, papel=Papel.GESTOR_DOCUMENTAL)
    servicos.confirmar_contato(sei, por=gerente, tambem=[ti], **CONTATO)
    ti.refresh_from_db()
    assert ti.contato_confirmado_em == hoje()
    frase = recusa(lambda: servicos.confirmar_contato(sei, por=gerente, tambem=[outra], **CONTATO))
    assert "só os próprios dados" in frase


ATO = {
    "tipo": AtoDeDesignacao.Tipo.PORTARIA,
    "numero": "118/2026",
    "data": date(2026, 3, 2),
    "veiculo": "Diário Oficial do Município",
    "publicado_em": date(2026, 3, 3),
    "link": "https://exemplo.invalid/portaria",
}


def test_registrar_ato_liga_quem_ele_designa_e_solta_quem_nao(implantacao):
    sei = DesignacaoFactory(implantacao=implantacao)
    ti = DesignacaoFactory(implantacao=implantacao, papel=Papel.GESTOR_TI)
    ato = servicos.registrar_ato(implantacao, designacoes=[sei, ti], **ATO)
    assert set(ato.designacoes.all()) == {sei, ti}
    servicos.registrar_ato(implantacao, designacoes=[ti], ato=ato, **ATO | {"numero": "119/2026"})
    assert [str(a) for a in implantacao.interlocutores_atos.all()] == [
        "Portaria nº 119/2026, de 02/03/2026"
    ]
    assert list(ato.designacoes.all()) == [ti]


def test_registrar_ato_recusa_o_que_nao_faz_sentido(implantacao, nova_implantacao):
    sei = DesignacaoFactory(implantacao=implantacao)
    alheia = DesignacaoFactory(implantacao=nova_implantacao())

    def registrar(designacoes=(sei,), **dados):
        return lambda: servicos.registrar_ato(implantacao, designacoes=designacoes, **ATO | dados)

    assert "ainda não chegou" in recusa(registrar(data=amanha()), "data")
    assert "ainda não chegou" in recusa(registrar(publicado_em=amanha()), "publicado_em")
    assert "antes da data do ato" in recusa(
        registrar(publicado_em=date(2026, 3, 1)), "publicado_em"
    )
    assert "ao menos uma pessoa" in recusa(registrar(designacoes=()), "designacoes")
    assert "desta implantação" in recusa(registrar(designacoes=[alheia]))
    assert "Informe o endereço" in recusa(registrar(link=""))
    registrar()()
    assert "já está registrado" in recusa(registrar())


def test_ato_guarda_a_copia_quando_a_correcao_nao_traz_outra(implantacao, arquivo):
    sei = DesignacaoFactory(implantacao=implantacao)
    copia = arquivo(implantacao.orgao)
    ato = AtoDeDesignacaoFactory(implantacao=implantacao, link="", arquivo=copia)
    servicos.registrar_ato(implantacao, designacoes=[sei], ato=ato, **ATO | {"link": ""})
    assert AtoDeDesignacao.objects.get().arquivo == copia
