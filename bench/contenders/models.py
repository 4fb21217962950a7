"""The portal's tables for bookings, and a new project's accounts on the portal's rows: the same people book everywhere."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models


class Account(AbstractBaseUser):
    email = models.EmailField(max_length=254)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "email"
    objects: ClassVar[BaseUserManager["Account"]] = BaseUserManager()

    class Meta:
        app_label = "contenders"
        managed = False
        db_table = "accounts_user"

    def __str__(self) -> str:
        return f"account {self.pk}"


class Offered(models.Model):
    service_id = models.BigIntegerField()

    class Meta:
        app_label = "contenders"
        managed = False
        db_table = "appointments_serviceatoffice"

    def __str__(self) -> str:
        return f"offered {self.pk}"


class Slot(models.Model):
    offered = models.ForeignKey(Offered, on_delete=models.PROTECT)
    desk_id = models.BigIntegerField()
    day = models.DateField()
    at = models.TimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    channel = models.CharField(max_length=9)
    state = models.CharField(max_length=7)

    class Meta:
        app_label = "contenders"
        managed = False
        db_table = "appointments_slot"

    def __str__(self) -> str:
        return f"slot {self.pk}"


class Booking(models.Model):
    number = models.CharField(max_length=20, unique=True)
    person_id = models.BigIntegerField()
    booked_by_id = models.BigIntegerField()
    service_id = models.BigIntegerField()
    offered = models.ForeignKey(Offered, on_delete=models.PROTECT)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT)
    desk_id = models.BigIntegerField()
    day = models.DateField()
    at = models.TimeField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    state = models.CharField(max_length=9)
    version = models.PositiveIntegerField()
    created_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "contenders"
        managed = False
        db_table = "appointments_booking"

    def __str__(self) -> str:
        return self.number
