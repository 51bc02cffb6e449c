from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from seicidades.comum.papeis import Papel
from seicidades.contas.models import Convite, Usuario, Vinculo
from tests.factories import ConviteFactory, OrgaoFactory, UsuarioFactory, VinculoFactory

pytestmark = pytest.mark.django_db


def recusado_pelo_banco(nome, criar):
    with pytest.raises(IntegrityError, match=nome), transaction.atomic():
        criar()
    return True


def test_email_e_unico_e_minusculo():
    ana = UsuarioFactory(email="ana@exemplo.invalid")
    assert recusado_pelo_banco("email", lambda: UsuarioFactory(email="ana@exemplo.invalid"))
    assert recusado_pelo_banco(
        "usuario_email_minusculo", lambda: UsuarioFactory(email="Bia@exemplo.invalid")
    )
    assert Usuario.objects.create_user("CAIO@Exemplo.invalid").email == "caio@exemplo.invalid"
    assert Usuario.objects.get_by_natural_key(" ANA@exemplo.invalid ") == ana


def test_papel_do_estado_e_um_dos_tres_ou_nenhum():
    assert UsuarioFactory(gerente=True)
    assert UsuarioFactory(papel_estado="")
    assert recusado_pelo_banco(
        "usuario_papel_do_estado", lambda: UsuarioFactory(papel_estado=Papel.GESTOR_SEI)
    )


def test_nome_publico_prefere_o_nome_social():
    assert str(UsuarioFactory(nome="Maria Fictícia", nome_social="Mário")) == "Mário"
    assert UsuarioFactory(nome="Maria Fictícia").get_full_name() == "Maria Fictícia"
    assert UsuarioFactory(nome="Maria Fictícia").get_short_name() == "Maria"


def test_so_a_administracao_ativa_entra_no_admin():
    administradora = UsuarioFactory(administrador=True)

    assert administradora.is_staff
    assert administradora.is_superuser
    assert administradora.has_perm("contas.change_usuario")
    assert administradora.has_perms(["contas.change_usuario"])
    assert administradora.has_module_perms("contas")
    for outra in (
        UsuarioFactory(administrador=True, is_active=False),
        UsuarioFactory(gerente=True),
        UsuarioFactory(observador=True),
        UsuarioFactory(),
    ):
        assert not outra.is_staff
        assert not outra.has_perm("contas.change_usuario")


def test_createsuperuser_cria_administracao():
    pessoa = Usuario.objects.create_superuser("raiz@exemplo.invalid", "x", nome="Raiz")

    assert pessoa.papel_estado == Papel.ADMINISTRADOR


def test_vinculo_acaba_depois_de_comecar_ou_nao_chega_a_valer():
    assert VinculoFactory(inicio=date(2026, 3, 2), fim=date(2026, 3, 2))
    assert VinculoFactory(inicio=date(2026, 3, 2), fim=date(2026, 3, 1))
    assert recusado_pelo_banco(
        "vinculo_acaba_depois_de_comecar",
        lambda: VinculoFactory(inicio=date(2026, 3, 2), fim=date(2026, 2, 28)),
    )


def test_vinculo_so_com_papel_de_orgao():
    assert VinculoFactory(gerencia=True)
    assert recusado_pelo_banco(
        "vinculo_papel_conhecido", lambda: VinculoFactory(papel=Papel.OBSERVADOR)
    )


def test_ativos_conta_o_primeiro_e_o_ultimo_dia():
    vinculo = VinculoFactory(inicio=date(2026, 3, 2), fim=date(2026, 3, 31))

    dias = [date(2026, 3, 1), date(2026, 3, 2), date(2026, 3, 31), date(2026, 4, 1)]
    ativos = [list(Vinculo.objects.ativos(dia)) for dia in dias]
    assert ativos == [[], [vinculo], [vinculo], []]


@pytest.mark.parametrize(
    ("suplente", "restricao"),
    [(False, "vinculo_um_titular_por_vez"), (True, "vinculo_um_suplente_por_vez")],
)
def test_um_por_papel_de_cada_vez(suplente, restricao):
    orgao = OrgaoFactory()
    VinculoFactory(orgao=orgao, suplente=suplente, inicio=date(2026, 1, 5), fim=date(2026, 1, 31))

    assert recusado_pelo_banco(
        restricao,
        lambda: VinculoFactory(orgao=orgao, suplente=suplente, inicio=date(2026, 1, 31)),
    )
    assert VinculoFactory(orgao=orgao, suplente=suplente, inicio=date(2026, 2, 1))
    assert VinculoFactory(orgao=orgao, suplente=not suplente, inicio=date(2026, 1, 5))
    assert VinculoFactory(orgao=orgao, suplente=suplente, papel=Papel.GESTOR_TI)
    assert VinculoFactory(suplente=suplente)


def test_o_que_nao_chegou_a_valer_nao_ocupa_o_lugar():
    nulo = VinculoFactory(inicio=date(2026, 3, 2), fim=date(2026, 3, 1))

    assert VinculoFactory(orgao=nulo.orgao, inicio=date(2026, 3, 2))


def test_apoio_sao_varias_pessoas_cada_uma_uma_vez():
    apoio = VinculoFactory(papel=Papel.APOIO)

    assert VinculoFactory(orgao=apoio.orgao, papel=Papel.APOIO)
    assert recusado_pelo_banco(
        "vinculo_apoio_sem_repeticao",
        lambda: VinculoFactory(orgao=apoio.orgao, papel=Papel.APOIO, usuario=apoio.usuario),
    )


def test_restricao_de_titular_explica_em_portugues():
    vinculo = VinculoFactory()
    outro = VinculoFactory.build(orgao=vinculo.orgao, usuario=UsuarioFactory())

    with pytest.raises(ValidationError, match="Já há titular deste papel no período"):
        outro.validate_constraints()


def test_vinculo_se_apresenta_com_pessoa_e_papel():
    vinculo = VinculoFactory(usuario__nome="Ana Fictícia", suplente=True)

    assert str(vinculo) == "Ana Fictícia: Gestor SEI (suplente)"


def test_convite_aberto_e_unico_por_endereco_e_papel():
    convite = ConviteFactory()
    igual = {"orgao": convite.orgao, "email": convite.email, "criado_por": convite.criado_por}

    assert recusado_pelo_banco("convite_aberto_unico", lambda: ConviteFactory(**igual))
    assert ConviteFactory(**igual, papel=Papel.GESTOR_TI)
    assert ConviteFactory(**igual, revogado=True)
    assert ConviteFactory(**igual, aceito=True)


@pytest.mark.parametrize(
    ("restricao", "campos"),
    [
        ("convite_email_minusculo", {"email": "Ana@exemplo.invalid"}),
        ("convite_papel_municipal", {"papel": Papel.GERENTE}),
        ("convite_aceite_completo", {"aceito_em": timezone.now()}),
        ("convite_aceite_completo", {"aceito": True, "revogado": True}),
        ("convite_revogacao_completa", {"revogado_em": timezone.now()}),
    ],
)
def test_convite_incoerente_e_recusado(restricao, campos):
    assert recusado_pelo_banco(restricao, lambda: ConviteFactory(**campos))


def test_abertos_deixa_de_fora_aceitos_e_revogados_mas_nao_vencidos():
    valido, vencido = ConviteFactory(), ConviteFactory(vencido=True)
    ConviteFactory(aceito=True)
    ConviteFactory(revogado=True)

    assert set(Convite.objects.abertos()) == {valido, vencido}
    assert str(valido) == f"Convite de {valido.nome}: Gestor SEI"


def test_conferir_um_vinculo_sem_fim_nao_inventa_outro_titular(db):
    vinculo = VinculoFactory()

    vinculo.full_clean()

    assert vinculo.fim is None
